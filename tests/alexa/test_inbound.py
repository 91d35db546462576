import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from ask_sdk_model import Slot
from ask_sdk_model.slu.entityresolution import Resolution, Resolutions, Value, ValueWrapper
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.alexa.inbound import (
    DAYS_AGO,
    INTENTS,
    REMINDED,
    SCOPES,
    SCORES,
    UNPLACED,
    WAYS,
    Slots,
    granted_by,
    happened_at,
    locale_of,
    person_of,
    request_of,
    session_of,
    to_attributes,
    to_event,
    user_of,
)
from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.plan import KILOMETERS_PER_MILE, Step
from skill.routine.recovery import Session
from tests import THOROUGH

from .recorded import MODEL, altered, envelope, modelled, names, parsed, recorded

MINUTE = timedelta(minutes=1)
TIMERS, REMINDERS = e.Permission.TIMERS, e.Permission.REMINDERS

HEARD: dict[e.Event | None, str] = {
    e.AllFine(): "AllFineIntent",
    e.AlreadySaid(): "AlreadyIntent",
    e.Assessed(e.Trend.BETTER, 3): "CheckInIntent",
    e.Back(): "BackIntent",
    e.BothSaid(): "BothIntent",
    e.CareHadTold(): "CareHadIntent",
    e.ChildTold(): "ChildIntent",
    e.ChildTold(twisted=True): "ChildTwistIntent",
    e.ColdRiskTold(e.Sign.DIABETES): "ColdRiskIntent",
    e.ColdSkinTold(): "ColdSkinIntent",
    e.ConsentAnswered(e.Consent.ACCEPTED): "consent-accepted consent-v2-accepted resumed-accepted",
    e.ConsentAnswered(e.Consent.ACCEPTED, False, REMINDERS): "consent-reminders-accepted consent-v2-reminders-accepted",
    e.ConsentAnswered(e.Consent.DENIED): "consent-denied",
    e.ConsentAnswered(e.Consent.DENIED, card_thrown=True): "consent-denied-card-thrown",
    e.ConsentAnswered(
        e.Consent.FAILED
    ): "consent-missing-scope consent-internal-error consent-unknown-status resumed-failed resumed-without-result",
    e.ConsentAnswered(e.Consent.NOT_ANSWERED, card_thrown=True): "consent-not-answered",
    e.DoctorAsked(): "DoctorIntent",
    e.Finished(): "DoneIntent",
    e.FootOut(): "FootOutIntent",
    e.ForgetAsked(): "ForgetMeIntent",
    e.HedgedYes(): "HedgedYesIntent",
    e.HelpAsked(): "WhatCanIDoIntent AMAZON.HelpIntent",
    e.HowAsked(e.Topic.BUCKET): "HowToIntent",
    e.Hurts(): "HurtsIntent",
    e.IceCancelled(): "CancelIceIntent",
    e.IcedTold(15 * MINUTE, is_in=True): "BeenInIntent",
    e.IcedTold(20 * MINUTE): "IcedBeforeIntent",
    e.IcingAsked(10 * MINUTE): "StartIcingIntent",
    e.IcingAsked(None): "icing-no-slots",
    e.KeepAsked(): "NeverMindIntent",
    e.KnownAsked(): "WhatDoYouKnowIntent",
    e.LaterSaid(): "LaterIntent",
    e.LengthAsked(15 * MINUTE): "SetLengthIntent",
    e.LessSaid(): "LessIntent",
    e.LessTimeAsked(5 * MINUTE): "LessTimeIntent",
    e.MassageAsked(): "MassageIntent",
    e.MeaningAsked(): "MeaningIntent",
    e.Meant(e.No()): "MeantNoIntent",
    e.Meant(e.Yes()): "MeantYesIntent",
    e.MedicineAsked(): "MedicineIntent",
    e.MildSignTold(e.Sign.SWELLING): "MildSignIntent",
    e.MoreTimeAsked(5 * MINUTE): "MoreTimeIntent",
    e.MoveAsked(e.Activity.JOG): "MoveIntent",
    e.UsualRunTold(0.0): "NewRunnerIntent",
    e.NextAsked(): "NextStepIntent AMAZON.NextIntent screen-touched",
    e.NextIcingAsked(): "NextIcingIntent",
    e.No(): "DeclineIntent AMAZON.NoIntent",
    e.NothingWrong(): "NothingWrongIntent",
    e.Opened(): "LaunchRequest launch-german launch-recognised",
    e.PauseAsked(): "PauseItIntent AMAZON.PauseIntent",
    e.PreviousAsked(): "PreviousStepIntent AMAZON.PreviousIntent",
    e.PromptsAsked(): "CoachMeThroughIntent",
    e.RedFlagSaid(e.Sign.CRACK): "RedFlagIntent",
    e.RemindersAsked(180 * MINUTE): "RemindMeIntent",
    e.RemindersCancelled(): "CancelRemindersIntent",
    e.RemindersChanged(without=time(18)): "ChangeRemindersIntent",
    e.RemindersListAsked(): "ListRemindersIntent",
    e.RemindersSkipped(e.Day.TOMORROW): "SkipRemindersIntent",
    e.RepeatAsked(): "SayAgainIntent AMAZON.RepeatIntent",
    e.ResumeAsked(): "ResumeItIntent AMAZON.ResumeIntent",
    e.SignDenied(e.Sign.NUMB, is_news=True): "FeelsFineIntent",
    e.SignDenied(e.Sign.REDNESS, e.Sign.NUMB): "DenySignIntent",
    e.SkinWarned(e.Sign.NUMB): "SkinWarningIntent",
    e.SlowlySaid(): "SlowlyIntent",
    e.SorenessReported(e.Side.LEFT, 1): "ReportSorenessIntent",
    e.StartOverAsked(): "BeginAgainIntent AMAZON.StartOverIntent",
    e.StepDone(Step.MOVE): "StepDoneIntent",
    e.StepsTold(3): "CanStepsIntent",
    e.StepsTold(4, can=False): "CannotStepsIntent",
    e.StillIn(): "StillInIntent",
    e.StopAsked(): "GoodbyeIntent AMAZON.StopIntent AMAZON.CancelIntent AMAZON.NavigateHomeIntent",
    e.NotForYou(): "NotForYouIntent",
    e.TakenBack(is_vague=True): "TakeBackIntent",
    e.Thinking(): "ThinkingIntent",
    e.TimeAsked(): "TimeLeftIntent",
    e.TimerRang(): "TimerRangIntent",
    e.TooCold(): "TooColdIntent",
    e.TopicAsked("no-bucket"): "AskTopicIntent",
    e.TwistTold(): "TwistIntent",
    e.Unheard(): "AMAZON.FallbackIntent unknown-intent",
    e.Unsure(): "UnsureIntent",
    e.UsualRunTold(5.0): "UsualRunIntent",
    e.WarmSaid(): "WarmIntent",
    e.WhereAsked(): "WhereAmIIntent",
    e.WhyAsked(e.Topic.WALK): "WhyIntent",
    e.Yes(): "AgreeIntent AMAZON.YesIntent yes-in-a-talk yes-foreign-attributes",
    None: (
        "session-ended session-ended-by-error resumed-without-cause skill-enabled skill-disabled "
        "permission-accepted permission-changed permission-all-revoked"
    ),
}
UNREADABLE = {"unknown-type", "session-ended-unknown-reason"}
"""What Amazon's SDK cannot parse; the web view answers these."""
EVENT_OF = {name: event for event, heard in HEARD.items() for name in heard.split()}


@pytest.mark.parametrize("name", EVENT_OF)
def test_a_request_becomes_an_event(name: str) -> None:
    assert to_event(envelope(name)) == EVENT_OF[name]


def test_every_recording_is_tried() -> None:
    assert set(names()) == set(EVENT_OF) | UNREADABLE


@pytest.mark.parametrize(("name", "is_plain"), [("AMAZON.NoIntent", True), ("DeclineIntent", False)])
def test_idioms_of_no_contradict_nothing(name: str, is_plain: bool) -> None:
    no = to_event(envelope(name))
    assert isinstance(no, e.No)
    assert no.is_plain is is_plain


@pytest.mark.parametrize("path", sorted(MODEL.parent.glob("*.json")), ids=lambda path: path.stem)
def test_the_model_and_the_table_have_the_same_intents(path: Any) -> None:
    model = json.loads(path.read_text("utf-8"))["interactionModel"]["languageModel"]
    assert {each["name"] for each in model["intents"]} == set(INTENTS)


def test_every_value_of_the_model_is_known() -> None:
    types = {each["name"]: {value["id"] for value in each["values"]} for each in modelled()["types"]}
    assert types["SINCE"] == {*DAYS_AGO, *tuple(e.Day.__members__)[2:]}
    assert types["SORENESS"] == set(SCORES)
    assert types["DISTANCE_UNIT"] == {"MILES", "KILOMETERS"}
    for kind in (e.Side, e.Activity, e.Trend, e.Topic):
        assert types[kind.__name__.upper()] == set(kind.__members__), kind
    days = {*e.Day.__members__, *e.Part.__members__}
    assert {word for each in types["DAY"] - set(UNPLACED) for word in each.split("_")} <= days
    for name in ("KEPT", "SKIPPED", "ORDINAL"):
        assert {word for each in types[name] - set(UNPLACED) for word in each.split("_")} <= days | {
            *e.Which.__members__
        }
    assert types["REMINDED"] == {"ICE", *REMINDED}
    assert types["BIT"] == types["SHIFT"] == set(WAYS)
    assert types["BOUND"] == {"NOT_BEFORE", "NOT_AFTER", "ONLY_AT", "UP_FROM", "KEEP_AT"}


DURATIONS = {"PT20M": 20, "PT150S": 2.5, "PT1H30M": 90, "P1D": 1440, "P1DT1M": 1441}
YEARS = ("P9999Y", "P999999999D", "P3000000D", "P367D")
NO_DURATIONS = ("-PT5M", "-P1D", "PT", "P", "soon", "PT5", "P99999999999D", f"PT{'9' * 400}S")
NUMBERS = {"0": 0, "10": 10, "-3": -3, "11": 11, "007": 7, "3.5": 4, "0.5": 1}
NO_NUMBERS = ("-", "--5", "3.", ".5", "four", "1e3", "9" * 5000)
TIMES = {"16:00": time(16), "06:00": time(6), "00:00": time(0), "23:59": time(23, 59)}
NO_TIMES = ("24:00", "16:60", "4:00", "16", "16:00:00", "six")
PARTS = (("MO", e.Part.MORNING), ("AF", e.Part.AFTERNOON), ("EV", e.Part.EVENING), ("NI", e.Part.EVENING))
PLACED = ("day", "what")
"""Slots of types of our own."""
NOTHING = ("?", "", None)


NO_NINE, NOT_TOMORROW = e.RemindersChanged(time(9)), e.RemindersSkipped(e.Day.TOMORROW, is_guess=True)
TONIGHT = e.RemindersChanged(only=e.Day.TODAY, part=e.Part.EVENING)
MAYBE_NO_WALK = e.RemindersSkipped(None, which=e.Which.MOVE, is_guess=True)


def _slots(said: dict[str, str | None]) -> Slots:
    """What was said in each slot; after "=" the id of the value of our type that it matches."""
    return Slots({name: _slot(value) for name, value in said.items()}, "en-US")


def _slot(said: str | None) -> Slot:
    known = said[1:] if said and said.startswith("=") else None
    named = [ValueWrapper(value=Value(id=known))] if known else []
    return Slot(value=said, resolutions=Resolutions(resolutions_per_authority=[Resolution(values=named)]))


@pytest.mark.parametrize(
    ("intent", "said", "event"),
    [
        *(
            ("StartIcingIntent", {"duration": said}, e.IcingAsked(minutes * MINUTE))
            for said, minutes in DURATIONS.items()
        ),
        *(("StartIcingIntent", {"duration": said}, e.IcingAsked(timedelta(days=366))) for said in YEARS),
        *(("StartIcingIntent", {"duration": said}, e.IcingAsked(None)) for said in (*NO_DURATIONS, *NOTHING)),
        *(("CheckInIntent", {"score": said}, e.Assessed(None, score)) for said, score in NUMBERS.items()),
        *(("CheckInIntent", {"score": said}, e.Assessed(None, None)) for said in (*NO_NUMBERS, *NOTHING)),
        *(("UsualRunIntent", {"distance": said}, e.UsualRunTold(None)) for said in (*NO_NUMBERS, *NOTHING)),
        *(("ChangeRemindersIntent", {"time": said}, e.RemindersChanged(without=at)) for said, at in TIMES.items()),
        *(("RemindMeIntent", {"time": said}, e.RemindersAsked(part=part)) for said, part in PARTS),
        *(("ChangeRemindersIntent", {"time": said}, e.RemindersSkipped(None, part)) for said, part in PARTS),
        # a time, day or step that is none is said back; what Alexa does not understand is told as such
        *(("ChangeRemindersIntent", {"time": said}, e.RemindersChanged(unclear=said)) for said in NO_TIMES),
        *(("RemindMeIntent", {"old_time": said}, e.RemindersAsked(unclear=said)) for said in NO_TIMES),
        *(("RemindMeIntent", {each: "the marathon"}, e.RemindersAsked(unclear="the marathon")) for each in PLACED),
        *(("RemindMeIntent", {each: "?"}, e.RemindersAsked(unclear="unread")) for each in (*PLACED, "wait")),
        *(("RemindMeIntent", {each: said}, e.RemindersAsked()) for each in PLACED for said in (None, "")),
        ("ChangeRemindersIntent", {"time": "?"}, e.RemindersChanged(unclear="unread")),
        *(("ChangeRemindersIntent", {"time": said}, e.RemindersChanged()) for said in (None, "")),
        # a step that is not resolved is the one that is open
        ("StepDoneIntent", {"step": "the thing"}, e.Finished()),
        ("StepDoneIntent", {"step": None}, e.StepDone(Step.MASSAGE)),
        # a slot may turn what is meant
        ("AgreeIntent", {"excuse": "the cat is asleep on it"}, e.YesBut()),
        ("AgreeIntent", {"offer": "=GO_AHEAD"}, e.GoAhead()),
        ("AgreeIntent", {"offer": "=UP_TO_YOU"}, e.UpToYou()),
        ("AgreeIntent", {"sure": "=SAID", "since": "=FRIDAY"}, e.YesSince(weekday=e.Day.FRIDAY)),
        ("AskTopicIntent", {"thing": "my crypto"}, e.TopicAsked()),
        ("ChangeRemindersIntent", {"day": "=TOMORROW"}, e.RemindersChanged(only=e.Day.TOMORROW)),
        ("ChildIntent", {"age": "80"}, e.GrownUpTold()),
        ("DeclineIntent", {"declined": "=DODGED"}, e.Dodged()),
        ("DeclineIntent", {"declined": "=SOFT"}, e.SoftNo()),
        ("DeclineIntent", {"declined": "=CANNOT"}, e.CannotSaid()),
        ("DenySignIntent", {"denied": "=BENT", "able": "=ABLE"}, e.SignDenied(e.Sign.BENT, can_step=True)),
        ("DenySignIntent", {"news": "=NUMB"}, e.SignDenied(e.Sign.NUMB, is_news=True)),
        ("IcedBeforeIntent", {"duration": "PT20M", "ago": "PT1H"}, e.IcedTold(20 * MINUTE, ago=60 * MINUTE)),
        ("MeantNoIntent", {"actually": "=ACTUALLY"}, e.Meant(e.No(), may_be_new=True)),
        ("MeantYesIntent", {"actually": "=ACTUALLY"}, e.Meant(e.Yes(), may_be_new=True)),
        ("MildSignIntent", {"after_no": "=SAID"}, e.No()),
        ("MildSignIntent", {"mild": "=REDNESS", "after_no": "=SAID"}, e.MildSignTold(e.Sign.REDNESS, answer=False)),
        ("MildSignIntent", {"mild": "=SWELLING", "after_yes": "=SAID"}, e.MildSignTold(e.Sign.SWELLING, answer=True)),
        ("RedFlagIntent", {"why": "=WEATHER"}, e.MeaningAsked()),
        (
            "RemindMeIntent",
            {"old_time": "08:00", "time": "09:00", "more": "10:00", "other_time": "11:00"},
            e.RemindersAsked(at=time(9), instead_of=time(8), is_more=True),
        ),
        (
            "RemindMeIntent",
            {"old_time": "MO", "time": "08:30"},
            e.RemindersAsked(at=time(8, 30), instead_of=e.Part.MORNING),
        ),
        ("RemindMeIntent", {"time": "09:00", "beside": "=BESIDE"}, e.RemindersAsked(at=time(9), is_beside=True)),
        (
            "ReportSorenessIntent",
            {"side": "middle", "since": "when i was young"},
            e.SorenessReported(None, None, unclear="when i was young"),
        ),
        ("SetLengthIntent", {"half": "=HALF"}, e.LengthAsked(10 * MINUTE)),
        ("SetLengthIntent", {"left": "PT5M"}, e.LengthAsked(5 * MINUTE, is_left=True)),
        ("SetLengthIntent", {"minutes": "0"}, e.TimeAsked()),
        ("SetLengthIntent", {"minutes": "15"}, e.LengthAsked(15 * MINUTE, is_bare=True)),
        ("SkinWarningIntent", {"elsewhere": "=HANDS"}, e.TopicAsked("not-foot")),
        ("SkinWarningIntent", {"elsewhere": "toe with the nail"}, e.SkinWarned()),
        ("SkipRemindersIntent", {}, e.RemindersSkipped(e.Day.TODAY, is_guess=True)),
        ("StartIcingIntent", {"foot": "=IN", "minutes": "4"}, e.IcingAsked(is_in=True)),
        ("StartIcingIntent", {"moment": "PT10M"}, e.LengthAsked(10 * MINUTE, is_alone=True)),
        ("TakeBackIntent", {"time": "07:00"}, e.TakenBack(time(7))),
        ("TakeBackIntent", {"undo": "=UNDO"}, e.TakenBack()),
        ("TakeBackIntent", {"time": "MO"}, e.RemindersSkipped(None, e.Part.MORNING, is_guess=True)),
        ("ThinkingIntent", {"duration": "PT3H"}, e.Thinking(timedelta(hours=3))),
        ("TwistIntent", {"near": "=DENIED"}, e.SignDenied(e.Sign.TWIST)),
        ("TwistIntent", {"near": "=NEARLY", "ankle": "=ANKLE"}, e.MeaningAsked()),
        ("TwistIntent", {"other": "=PART", "ankle": "=ANKLE"}, e.TwistTold()),
        ("TwistIntent", {"other": "=PART"}, e.MeaningAsked()),
        ("TwistIntent", {"since": "=LONGER"}, e.TwistTold(14)),
        ("UsualRunIntent", {"distance": "10", "unit": "=KILOMETERS"}, e.UsualRunTold(10 / KILOMETERS_PER_MILE)),
        ("UsualRunIntent", {"distance": "20", "unit": "=MILES", "often": "=WEEK"}, e.UsualRunTold()),
        ("UsualRunIntent", {"distance": "3", "often": "=TIMES"}, e.UsualRunTold()),
        ("BackIntent", {"foot": "=IN"}, e.ResumeAsked()),
        ("BeenInIntent", {"minutes": "10"}, e.IcedTold(10 * MINUTE, is_in=True)),
        ("BothIntent", {"not_all": "=NOT_ALL"}, e.RemindersChanged()),
        ("IcedBeforeIntent", {"missed": "=MISSED"}, e.WhereAsked()),
        ("IcedBeforeIntent", {"missed": "=MISSED", "duration": "PT10M"}, e.IcedTold(10 * MINUTE)),
        ("RedFlagIntent", {"why": "=WEATHER", "flag": "=NO_STEPS"}, e.RedFlagSaid(e.Sign.NO_STEPS)),
        ("SetLengthIntent", {"minutes": "15", "corrected": "12"}, e.LengthAsked(12 * MINUTE, is_bare=True)),
        ("StartIcingIntent", {"foot": "=IN"}, e.IcingAsked(is_in=True)),
        ("StartIcingIntent", {"foot": "=TO_COME", "duration": "PT1M"}, e.Thinking(MINUTE)),
        ("ChangeRemindersIntent", {"skip": "=SKIP", "keep": "=KEEP", "day": "=MOVE", "time": "09:00"}, NO_NINE),
        ("ChangeRemindersIntent", {"skip": "=SKIP", "keep": "=KEEP", "day": "=MOVE"}, e.RemindersChanged()),
        ("ChangeRemindersIntent", {"skip": "=SKIP", "keep": "=KEEP", "day": "=TOMORROW", "kept": "NI"}, NOT_TOMORROW),
        ("ChangeRemindersIntent", {"skip": "=SKIP", "keep": "=KEEP", "day": "=TODAY_EVENING", "kept": "NI"}, TONIGHT),
        ("StartIcingIntent", {"ask": "=ASK"}, e.IcingAsked(is_question=True)),
        ("FootOutIntent", {"out": "=NEVER"}, e.NeverIn()),
        ("PauseItIntent", {"pause": "=MEANT"}, e.PauseMeant()),
        ("MoreTimeIntent", {"minutes": "1"}, e.MoreTimeAsked(MINUTE, is_bare=True)),
        ("BothIntent", {"all": "=ALL"}, e.BothSaid(are_all=True)),
        ("CheckInIntent", {"before": "2", "score": "5"}, e.Assessed(e.Trend.WORSE, 5)),
        ("CheckInIntent", {"before": "5", "score": "2"}, e.Assessed(e.Trend.BETTER, 2)),
        ("CheckInIntent", {"before": "4", "score": "4"}, e.Assessed(e.Trend.SAME, 4)),
        ("CheckInIntent", {"before": "4"}, e.Assessed(score=4, is_before=True)),
        ("CheckInIntent", {"wrong": "2", "score": "5"}, e.Assessed(score=5)),
        ("SkipRemindersIntent", {"skip": "=MAY", "day": "=MOVE"}, MAYBE_NO_WALK),
        ("StartIcingIntent", {"foot": "=TO_COME"}, e.IcingAsked()),
        ("StepDoneIntent", {"step": "=MOVE", "missed": "=MISSED"}, e.WhereAsked()),
        # the graver of two signs counts (S20)
        ("CheckInIntent", {"bare": "9", "only": "=ONLY"}, e.Assessed(None, 9, is_bare=True, is_only=True)),
        ("CheckInIntent", {"trend": "=GONE"}, e.Assessed(e.Trend.GONE)),
        ("CheckInIntent", {"trend": "=GONE", "soreness": "=MILD"}, e.Assessed(e.Trend.BETTER, 2, in_words=True)),
        ("MildSignIntent", {"mild": "=TIGHT_CALF"}, e.MildSignTold(e.Sign.TIGHT_CALF)),
        ("MildSignIntent", {"mild": "=TIGHT_CALF", "beside": "=NOT"}, e.MildSignTold(e.Sign.TIGHT_CALF)),
        ("MildSignIntent", {"mild": "=TIGHT_CALF", "beside": "=SWOLLEN"}, e.RedFlagSaid(e.Sign.CALF)),
        ("MildSignIntent", {"mild": "=SWELLING", "beside": "=SWOLLEN"}, e.MildSignTold(e.Sign.SWELLING)),
    ],
)
def test_what_is_said_in_slots(intent: str, said: dict[str, str | None], event: e.Event) -> None:
    assert set(said) <= {
        slot["name"] for each in modelled()["intents"] if each["name"] == intent for slot in each["slots"]
    }
    assert INTENTS[intent](_slots(said)) == event


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ({"score": "5", "other_score": "6"}, 6),
        ({"score": "6", "other_score": "2"}, 6),
        ({"score": "0", "other_score": "?"}, 0),
        ({"soreness": "=MILD"}, 2),
        ({"soreness": "=MODERATE"}, 5),
        ({"soreness": "=SEVERE", "score": "3"}, 8),
        ({"soreness": "purple"}, None),
    ],
)
def test_a_score_in_numbers_or_words_is_the_higher_one(said: dict[str, str | None], score: int | None) -> None:
    assert _slots(said).score() == score


@settings(max_examples=100 if THOROUGH else 40)
@given(st.text())
def test_no_slot_value_is_a_defect(said: str) -> None:
    for intent, slot in {
        "StartIcingIntent": "duration",
        "CheckInIntent": "score",
        "UsualRunIntent": "distance",
        "ChangeRemindersIntent": "time",
    }.items():
        assert isinstance(INTENTS[intent](Slots({slot: Slot(value=said)}, "en-US")), e.Event)


@pytest.mark.parametrize(("locale", "miles"), [("en-US", 5), ("en-GB", 5), ("en-CA", 5 / KILOMETERS_PER_MILE)])
def test_a_distance_without_a_unit_is_as_the_locale_has_it(locale: str, miles: float) -> None:
    document = altered("UsualRunIntent", "request.locale", locale)
    del document["request"]["intent"]["slots"]["unit"]["resolutions"]
    assert to_event(parsed(document)) == e.UsualRunTold(miles)


MATCH, HIP = {"status": {"code": "ER_SUCCESS_MATCH"}}, {"value": {"id": "HIP"}}


@pytest.mark.parametrize(
    "resolutions",
    [
        {},
        {"resolutionsPerAuthority": None},
        {"resolutionsPerAuthority": []},
        {"resolutionsPerAuthority": [{"status": {"code": "ER_ERROR_TIMEOUT"}}]},
        *(
            {"resolutionsPerAuthority": [{**MATCH, "values": values}]}
            for values in ([], [HIP], [{"value": {"name": "x"}}])
        ),
    ],
)
def test_a_slot_that_resolves_to_nothing_we_know(resolutions: dict[str, Any]) -> None:
    document = altered("ReportSorenessIntent", "request.intent.slots.side.resolutions", resolutions)
    assert to_event(parsed(document)) == e.SorenessReported(None, 1)


def test_the_second_authority_is_asked_when_the_first_has_no_match() -> None:
    document = recorded("ReportSorenessIntent")
    authorities = document["request"]["intent"]["slots"]["side"]["resolutions"]["resolutionsPerAuthority"]
    authorities.insert(0, {"authority": "dynamic", "status": {"code": "ER_SUCCESS_NO_MATCH"}})
    assert to_event(parsed(document)) == e.SorenessReported(e.Side.LEFT, 1)


# --- what a consent is for

DENIED: dict[str, Any] = {"status": "DENIED"}


@pytest.mark.parametrize(
    ("token", "payload", "permission"),
    [
        ("reminders", DENIED, REMINDERS),
        *((token, DENIED, TIMERS) for token in ("timers", "ice", None)),
        ("reminders", {**DENIED, "permissionScope": "alexa::new:thing"}, REMINDERS),
        ("reminders", {**DENIED, "permissionScope": SCOPES[TIMERS]}, TIMERS),
        ("reminders", {**DENIED, "permissionScope": {"a": 1}}, REMINDERS),
    ],
)
def test_what_a_consent_is_for(token: str | None, payload: dict[str, Any], permission: e.Permission) -> None:
    document = recorded("consent-denied")
    document["request"].update(token=token, payload=payload)
    assert to_event(parsed(document)) == e.ConsentAnswered(e.Consent.DENIED, permission=permission)


@pytest.mark.parametrize(
    ("name", "consent"), [("consent-internal-error", e.Consent.FAILED), ("resumed-accepted", e.Consent.ACCEPTED)]
)
def test_so_does_one_that_failed_or_resumes_a_session(name: str, consent: e.Consent) -> None:
    document = recorded(name)
    document["request"].get("cause", document["request"])["token"] = "reminders"
    assert to_event(parsed(document)) == e.ConsentAnswered(consent, permission=REMINDERS)


SESSION = Session(
    asked=Question.TWIST,
    cleared=(Question.FOUR_STEPS, Question.BENT),
    wanted=Step.ICE,
    duration=10 * MINUTE,
    introduced=True,
    said="Did it start with a twist, a fall or a pop?",
)


def test_the_talk_goes_on() -> None:
    assert session_of(envelope("yes-in-a-talk")) == SESSION


@pytest.mark.parametrize(
    "document",
    [
        *(recorded(name) for name in ("LaunchRequest", "yes-foreign-attributes", "skill-enabled")),
        *(altered("AMAZON.YesIntent", "session.attributes", damaged) for damaged in (None, {}, {"a": 1})),
        *(
            altered("AMAZON.YesIntent", "session.attributes", {"session": damaged})
            for damaged in (None, "x", {"unheard": "often"}, {"asked": 7})
        ),
    ],
)
def test_without_attributes_of_ours_a_talk_begins(document: Any) -> None:
    assert session_of(parsed(document)) == Session()


TALKS = st.builds(
    Session,
    asked=st.none() | st.sampled_from(Question),
    cleared=st.lists(st.sampled_from(Question), max_size=4).map(tuple),
    wanted=st.none() | st.sampled_from(Step),
    duration=st.none() | st.timedeltas(timedelta(0), timedelta(days=2)),
    activity=st.none() | st.sampled_from(e.Activity),
    trend=st.none() | st.sampled_from(e.Trend),
    score=st.none() | st.integers(0, 10),
    introduced=st.booleans(),
    timer_lost=st.booleans(),
    unheard=st.integers(0, 9),
    said=st.text(),
)


@given(TALKS)
def test_a_talk_survives_the_way_to_alexa_and_back(session: Session) -> None:
    attributes = json.loads(json.dumps(to_attributes(session)))
    assert session_of(parsed(altered("AMAZON.YesIntent", "session.attributes", attributes))) == session


def test_the_attributes_hold_what_differs_from_an_empty_talk() -> None:
    assert to_attributes(Session()) == {"session": {}}
    assert to_attributes(replace(Session(), asked=Question.TWIST)) == {"session": {"asked": "ask-twist"}}


def test_keys_of_users_and_persons_tell_nothing_of_them() -> None:
    def keys(path: str, value: str) -> tuple[str, str]:
        document = parsed(altered("launch-recognised", path, value))
        return user_of(document), person_of(document)

    user, person = keys("context.System.person.personId", "anna")
    assert len({user, person}) == 2
    for key in (user, person):
        assert len(key) == 64
        assert set(key) <= set("0123456789abcdef")
    assert user == user_of(envelope("StartIcingIntent"))
    same_user, other_person = keys("context.System.person.personId", "ben")
    assert same_user == user
    other_user, other_users = keys("context.System.user.userId", "another")
    assert len({user, person, other_person, other_user, other_users, ""}) == 6


@pytest.mark.parametrize("person", [None, {}, {"personId": None}, {"personId": ""}, {"accessToken": "SECRET"}])
def test_nobody_was_recognised(person: Any) -> None:
    assert person_of(parsed(altered("LaunchRequest", "context.System.person", person))) == ""


# --- genuine, but not whole


@pytest.mark.parametrize("odd", [None, ""])
def test_a_request_without_an_id_has_no_key(odd: object) -> None:
    assert len(request_of(envelope("LaunchRequest"))) == 32
    assert request_of(parsed(altered("LaunchRequest", "request.requestId", odd))) == ""


@pytest.mark.parametrize("intent", [None, {}, {"name": None}, {"name": ""}, {"slots": {}}])
def test_an_intent_without_a_name_is_not_understood(intent: Any) -> None:
    assert to_event(parsed(altered("StartIcingIntent", "request.intent", intent))) == e.Unheard()


@pytest.mark.parametrize(
    ("locale", "answered"),
    [("en-GB", "en-GB"), ("en-IN", "en-IN"), ("de-DE", "en-US"), (None, "en-US"), ("", "en-US"), ("xx", "en-US")],
)
def test_the_locale_of_the_answer(locale: str | None, answered: str) -> None:
    assert locale_of(parsed(altered("LaunchRequest", "request.locale", locale))) == answered
    assert locale_of(envelope("skill-enabled")) == "en-US", "it has none"


# --- skill events


@pytest.mark.parametrize(
    ("name", "granted"),
    [
        ("permission-accepted", (REMINDERS, TIMERS)),
        ("permission-changed", (REMINDERS,)),
        ("permission-all-revoked", ()),
    ],
)
def test_what_is_permitted(name: str, granted: tuple[e.Permission, ...]) -> None:
    assert granted_by(envelope(name).request).granted == granted


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"acceptedPermissions": None},
        {"acceptedPermissions": [None, {}, {"scope": None}, {"scope": "alexa::new:thing"}]},
        {"acceptedPersonPermissions": [{"scope": "alexa::alerts:timers:skill:readwrite"}]},
    ],
)
def test_what_is_not_listed_is_not_permitted(body: Any) -> None:
    assert granted_by(parsed(altered("permission-changed", "request.body", body)).request).granted == ()


SENT = datetime(2026, 3, 1, 18, tzinfo=UTC)
EARLIER = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-03-01T19:30:00+02:00", EARLIER),
        ("2026-03-01T17:30:00", EARLIER),
        (None, SENT),
        ("2031-03-01T17:30:00Z", SENT),
        ("0001-01-01T00:00:00+14:00", SENT),
    ],
)
def test_the_moment_it_happened_or_was_sent(told: str | None, at: datetime) -> None:
    moment = happened_at(parsed(altered("skill-disabled", "request.eventCreationTime", told)).request)
    assert (moment, moment.tzinfo) == (at, UTC)
