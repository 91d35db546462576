"""Amazon's certification list for this skill, a check a row: what Amazon wants, where it says so, and what to do."""

import json
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ask_sdk_model_runtime import DefaultSerializer
from ask_smapi_model.v1.skill.manifest.skill_manifest_envelope import SkillManifestEnvelope

from interaction_model.manifest import PLACEHOLDER, addresses
from skill.alexa.inbound import SCOPES
from tests.certification.played import PAGES, SERVER, Json, Played, page_faults

DOCS = "https://developer.amazon.com/en-US/docs/alexa/"
FUNCTION = f"{DOCS}custom-skills/functional-testing-for-a-custom-skill.html"
VOICE = f"{DOCS}custom-skills/voice-interface-and-user-experience-testing-for-a-custom-skill.html"
POLICY = f"{DOCS}custom-skills/policy-requirements-for-an-alexa-skill.html"
SECURITY = f"{DOCS}custom-skills/security-testing-for-an-alexa-skill.html"
PRIVACY = "https://developer.amazon.com/en-US/blogs/alexa/alexa-skills-kit/2023/02/"
PRIVACY += "certification-requirements-privacy-urls-feb-2023"
NAMES = f"{DOCS}custom-skills/choose-the-invocation-name-for-a-custom-skill.html"
MANIFEST = f"{DOCS}smapi/skill-manifest.html"
REMINDERS = f"{DOCS}smapi/alexa-reminders-guidelines-for-usage.html"
TIMERS = f"{DOCS}smapi/alexa-timers-guidelines-for-usage.html"
PERMISSIONS = f"{DOCS}custom-skills/configure-permissions-for-customer-information-in-your-skill.html"
HOST = f"{DOCS}custom-skills/host-a-custom-skill-as-a-web-service.html"

EMERGENCY = {"en-US": "911", "en-GB": "999", "en-CA": "911", "en-AU": "000", "en-IN": "112"}
REQUIRED = {f"AMAZON.{each}Intent" for each in ("Help", "Stop", "Cancel", "NavigateHome", "Fallback")}
LAUNCH_WORDS = {"launch", "ask", "tell", "load", "begin", "enable", "open", "start", "run", "use", "talk", "play"}
WAKE_WORDS = {"alexa", "amazon", "echo", "computer", "skill", "app"}
CLAIMS = re.compile(r"\b(cures?|guarantee\w*|heals? faster|treats your|miracle|saves? (your )?li(fe|ves))\b", re.I)
LIMITS = {"name": 50, "summary": 160, "description": 4000}
SCREENS_SHOW = 25
"""Letters of a reminder that a small screen shows."""


@dataclass(frozen=True, slots=True)
class Skill:
    manifest: Json
    models: Mapping[str, Json]
    """Locale to language model."""
    package: Path
    """Where the icons are."""
    reminders: tuple[str, ...]
    """The texts of its reminders."""
    played: Played

    @property
    def store(self) -> Mapping[str, Json]:
        return dict(self.manifest["publishingInformation"]["locales"])

    @property
    def instructions(self) -> str:
        return str(self.manifest["publishingInformation"]["testingInstructions"])


@dataclass(frozen=True, slots=True)
class Check:
    wanted: str
    source: str
    """The page of Amazon's that asks for it."""
    do: str
    """What to do when it fails, or what to try on a device."""
    faults: Callable[[Skill], Iterator[str]] | None = None
    """Yields what is wrong; ``None`` where only a device, or a person, can tell."""


def _locales(skill: Skill) -> Iterator[str]:
    wanted = set(skill.models)
    for name, found in (("store", skill.store), ("privacy", skill.manifest["privacyAndCompliance"]["locales"])):
        if set(found) != wanted:
            yield f"{name} has {sorted(found)}, the models {sorted(wanted)}"


def _known_fields(skill: Skill) -> Iterator[str]:
    """Amazon's serializer leaves out what it does not know."""
    written, serializer = {"manifest": skill.manifest}, DefaultSerializer()
    known = serializer.serialize(serializer.deserialize(json.dumps(written), SkillManifestEnvelope))
    yield from (f"{each} is not in Amazon's manifest" for each in _lost("", written, known))


def _lost(path: str, written: Any, known: Any) -> Iterator[str]:
    if isinstance(written, dict) and isinstance(known, dict):
        for name, value in written.items():
            yield from _lost(f"{path}/{name}", value, known.get(name))
    elif written != known:
        yield path


def _phrases(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        model, (first, *others) = skill.models[locale], shown["examplePhrases"]
        if first != f"Alexa, open {model['invocationName']}":
            yield f"{locale}: {first!r} is not the wake word and the invocation name"
        if len(others) > 2:
            yield f"{locale}: more than three"
        yield from (f"{locale}: {each!r} is no sample" for each in others if each not in _samples(model))


def _things_to_say(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        said = re.findall(r'^- "(?!Alexa)(.*)"$', shown["description"], re.M)
        said += re.findall(r'"((?:not at|every|only|no more) [^"]+)"', shown["description"])
        if len(said) < 10:
            yield f"{locale}: the description says too few things to say"
        yield from (
            f"{locale}: {each!r} is no sample" for each in said if _in_slots(each) not in _samples(skill.models[locale])
        )


def _samples(model: Json) -> set[str]:
    return {sample for intent in model["intents"] for sample in intent["samples"]}


def _in_slots(words: str) -> str:
    """Return the text with its examples of a time, a gap, a day and an activity as slots."""
    slots = {"run": "{activity}", "three hours": "{every}", "six": "{time}", "tomorrow": "{day}"}
    return re.sub(r"\b(run|three hours|six|tomorrow)\b", lambda said: slots[said[0]], words.lower())


def _texts(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        for name, most in LIMITS.items():
            if not 2 <= len(shown[name]) <= most:
                yield f"{locale}: {name} has {len(shown[name])} of 2 to {most} letters"
        if not 0 < len(shown["keywords"]) <= 30:
            yield f"{locale}: {len(shown['keywords'])} keywords"
    if not 0 < len(skill.instructions) <= 4000:
        yield f"testing instructions have {len(skill.instructions)} of 4,000 letters"


def _icons(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        for key, side in (("smallIconUri", 108), ("largeIconUri", 512)):
            file = skill.package / shown[key].removeprefix("file://")
            data = file.read_bytes() if file.is_file() else b""
            if data[:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">II", data[16:24]) != (side, side):
                yield f"{locale}: {key} is no PNG of {side} by {side}"


def _instructions(skill: Skill) -> Iterator[str]:
    yield from skill.played.differences
    for word in ("timer", "Reminders", "real device", "days"):
        if word not in skill.instructions:
            yield f"the instructions do not speak of {word!r}"


def _names(skill: Skill) -> Iterator[str]:
    for locale, model in skill.models.items():
        name = model["invocationName"]
        if not re.fullmatch(r"[a-z][a-z' .]+", name) or not 2 <= len(name.split()) <= 5:
            yield f"{locale}: {name!r}: two or more words of small letters"
        yield from (
            f"{locale}: {name!r} has {word!r}" for word in sorted(set(name.split()) & (LAUNCH_WORDS | WAKE_WORDS))
        )
        if skill.store[locale]["name"].lower() != name:
            yield f"{locale}: the store calls it {skill.store[locale]['name']!r}"


def _intents(skill: Skill) -> Iterator[str]:
    for locale, model in skill.models.items():
        missing = REQUIRED - {intent["name"] for intent in model["intents"]}
        yield from (f"{locale}: {each} is missing" for each in sorted(missing))


def _first_turns(skill: Skill) -> Iterator[str]:
    for name in ("launch", "help", "nonsense"):
        answer = skill.played.first_words[name]
        if not (answer.text.endswith("?") and answer.opens_microphone and answer.reprompt):
            yield f"{name}: no question at the end, no open microphone, or nothing for silence: {answer.text!r}"


def _goodbye(skill: Skill) -> Iterator[str]:
    for name in ("stop", "cancel"):
        if skill.played.first_words[name].ends is not True:
            yield f"{name} does not end the session"


def _microphone(skill: Skill) -> Iterator[str]:
    for each in skill.played.exchanges:
        answer = each.answer
        if answer and not answer.consent and answer.opens_microphone != answer.text.endswith("?"):
            yield f"open without a question, or a question to a closed microphone: {answer.text!r}"


def _one_shots(skill: Skill) -> Iterator[str]:
    yield from (f"{said} is not answered" for said in skill.played.unanswered)


def _endpoint(skill: Skill) -> Iterator[str]:
    address, function = addresses(skill.manifest)
    if address == PLACEHOLDER:
        yield "the skill has no address"
    if "alexa" in address:
        yield f"{address} has 'alexa' in it"
    wanted = {"uri": function} if function else {"uri": f"{address}/alexa", "sslCertificateType": "Trusted"}
    for name, owner in (("apis", skill.manifest["apis"]["custom"]), ("events", skill.manifest["events"])):
        if owner["endpoint"] != wanted:
            yield f"{name}: {owner['endpoint']} is not {wanted}"


def _pages(skill: Skill) -> Iterator[str]:
    address, _ = addresses(skill.manifest)
    wanted = {"privacyPolicyUrl": f"{address}/privacy", "termsOfUseUrl": f"{address}/terms"}
    for locale, found in skill.manifest["privacyAndCompliance"]["locales"].items():
        if found != wanted:
            yield f"{locale}: {found} is not {wanted}"


def _reached(skill: Skill) -> Iterator[str]:
    address, function = addresses(skill.manifest)
    if address == PLACEHOLDER:
        yield "the skill has no address"
    else:
        yield from page_faults(address, PAGES if function else SERVER)


def _disclaimer(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        for part in (
            "for information only",
            "does not give medical advice, diagnosis or treatment",
            "does not replace a doctor",
            "The skill cannot call for help",
            f"In an emergency call {EMERGENCY[locale]}",
        ):
            if part not in shown["description"]:
                yield f"{locale}: the description does not say {part!r}"
    for name in ("launch", "help"):
        if "not a doctor" not in skill.played.first_words[name].text:
            yield f"{name} does not say 'not a doctor'"


def _claims(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        said = " ".join([shown["name"], shown["summary"], shown["description"], *shown["keywords"]])
        yield from (f"{locale}: {found[0]!r}" for found in CLAIMS.finditer(said))
    for each in skill.played.exchanges:
        if each.answer and (found := CLAIMS.search(each.answer.text)):
            yield f"said: {found[0]!r}"


def _trademarks(skill: Skill) -> Iterator[str]:
    for locale, shown in skill.store.items():
        if re.search("alexa|echo|skill|amazon", shown["name"], re.I):
            yield f"{locale}: the name {shown['name']!r}"
        if re.search("alexa skill", f"{shown['summary']} {shown['description']}", re.I):
            yield f"{locale}: 'Alexa skill'"


def _compliance(skill: Skill) -> Iterator[str]:
    for name in ("allowsPurchases", "isChildDirected", "containsAds", "usesHealthInfo"):
        if skill.manifest["privacyAndCompliance"][name] is not False:
            yield f"{name} is not false"
    for name in ("usesPersonalInfo", "isExportCompliant"):
        if skill.manifest["privacyAndCompliance"][name] is not True:
            yield f"{name} is not true"


def _permissions(skill: Skill) -> Iterator[str]:
    declared, used = {each["name"] for each in skill.manifest["permissions"]}, set(SCOPES.values())
    asked = {each.answer.consent.scope for each in skill.played.exchanges if each.answer and each.answer.consent}
    if not declared == used == asked:
        yield f"declared {sorted(declared)}, used {sorted(used)}, asked for in the instructions {sorted(asked)}"


def _reminder_texts(skill: Skill) -> Iterator[str]:
    for text in skill.reminders:
        if len(text) > SCREENS_SHOW:
            yield f"{text!r} has more than {SCREENS_SHOW} letters"
        if re.search("ankle coach|remind", text, re.I):
            yield f"{text!r} names the skill or says 'remind'"


def _consent(skill: Skill) -> Iterator[str]:
    asked = [each.answer.text for each in skill.played.exchanges if each.answer and "set reminders" in each.answer.text]
    if not asked:
        yield "no question about reminders was heard"
    yield from (f"a question without a time: {text!r}" for text in asked if not re.search(r"\bat \w+.*\?$", text))


def _server(skill: Skill) -> Iterator[str]:
    yield from skill.played.pages


CHECKS = (
    Check("The manifest has only fields and values that Amazon knows", MANIFEST, "see skill.json", _known_fields),
    Check("Store, privacy and models have the same locales", MANIFEST, "complete skill.json", _locales),
    Check("Texts of the store are within their limits", MANIFEST, "shorten them in skill.json", _texts),
    Check("Icons are PNG files of 108 and 512 pixels, without an Amazon device", FUNCTION, "draw them anew", _icons),
    Check("Example phrases: wake word and name first, then samples", FUNCTION, "take samples of the models", _phrases),
    Check("What the description tells to say is a sample", FUNCTION, "take samples of the models", _things_to_say),
    Check("Testing instructions are answered as they say, word for word", FUNCTION, "correct them", _instructions),
    Check("The name to open it: two words, no launch or wake word, the store's name", NAMES, "choose another", _names),
    Check("Help, Stop, Cancel, Home and Fallback are in every model", VOICE, "add them to sentences/en.yaml", _intents),
    Check("Launch, help and nonsense end with a question, with a reprompt", VOICE, "see skill/routine", _first_turns),
    Check("Stop and cancel end the session", VOICE, "see skill/routine", _goodbye),
    Check("The microphone is open exactly when a question was put", VOICE, "see skill/alexa/skill.py", _microphone),
    Check("Every intent is answered as the first thing said", VOICE, "add a row to skill/routine/table.py", _one_shots),
    Check("Endpoint and events are at one https address, without 'alexa'", HOST, "script/model https://...", _endpoint),
    Check("Privacy policy and terms are set in all locales", PRIVACY, "script/model https://...", _pages),
    Check("The address answers, with pages, and 400 to unsigned requests", SECURITY, "run the server there", _reached),
    Check("The server here shows its pages and refuses unsigned requests", SECURITY, "see skill/web.py", _server),
    Check("The disclaimer is whole, local, in the description, launch and help", POLICY, "complete it", _disclaimer),
    Check("No cure is promised and no help in an emergency", POLICY, "say it in other words", _claims),
    Check("No 'Alexa skill', and no brand in the name", POLICY, "say it in other words", _trademarks),
    Check("No purchases, ads, children or HIPAA; personal information: yes", POLICY, "see skill.json", _compliance),
    Check("Permissions declared, used and shown to testers are the same", PERMISSIONS, "see skill.json", _permissions),
    Check("Reminders: short, without the skill's name", REMINDERS, "shorten their texts in en.ftl", _reminder_texts),
    Check("Reminders: their times are said before the user agrees", REMINDERS, "see skill/routine", _consent),
    Check("Health: nothing about a person's health is collected", POLICY, "a person reads S16 in docs/safety.md"),
    Check("Icons and name are your own work, and no trademark of others", POLICY, "a person looks"),
    Check("Timers ring, and pause and stop by Alexa's own words", TIMERS, "testing instructions 2 and 4, on an Echo"),
    Check("Reminders are spoken, and shown in the Alexa app", REMINDERS, "testing instructions 3 and 5, on an Echo"),
    Check("Alexa hears the sentences, in every locale", VOICE, "say each example phrase, on an Echo"),
    Check("One-shots reach the skill; newer Alexas open it only", VOICE, "'Alexa, ask ankle coach how much longer'"),
    Check("Screens look right, and touch works", FUNCTION, "testing instructions 2 to 5, on an Echo Show and a Spot"),
    Check("Amazon accepts the certificate of the address", HOST, "the Test page of the developer console"),
    Check("Disabling deletes what is kept", PRIVACY, "disable the skill in the Alexa app, and look into the database"),
)
