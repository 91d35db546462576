import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model import Slot
from ask_sdk_model.slu.entityresolution import Resolution, Resolutions, Value, ValueWrapper
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.alexa.inbound import (
    DAYS_AGO,
    INTENTS,
    SCOPES,
    SCORES,
    UNPLACED,
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

from .recorded import MODEL, envelope, modelled_intents, names, parsed, recorded, with_slot

MINUTE = timedelta(minutes=1)

HEARD: dict[str, e.Event | None] = {
    "ReportSorenessIntent": e.SorenessReported(e.Side.LEFT, 1),
    "StartIcingIntent": e.IcingAsked(10 * MINUTE),
    "TimeLeftIntent": e.TimeAsked(),
    "CancelIceIntent": e.IceCancelled(),
    "MoreTimeIntent": e.MoreTimeAsked(5 * MINUTE),
    "LessTimeIntent": e.LessTimeAsked(5 * MINUTE),
    "SetLengthIntent": e.LengthAsked(15 * MINUTE),
    "length-bare": e.LengthAsked(15 * MINUTE, is_bare=True),
    "length-zero": e.TimeAsked(),
    "BackIntent": e.Back(),
    "NeverMindIntent": e.KeepAsked(),
    "TooColdIntent": e.TooCold(),
    "HurtsIntent": e.Hurts(),
    "FootOutIntent": e.FootOut(),
    "DoneIntent": e.Finished(),
    "MassageIntent": e.MassageAsked(),
    "MoveIntent": e.MoveAsked(e.Activity.JOG),
    "UsualRunIntent": e.UsualRunTold(5.0),
    "NewRunnerIntent": e.NewRunnerTold(),
    "CheckInIntent": e.Assessed(e.Trend.BETTER, 3),
    "WhereAmIIntent": e.WhereAsked(),
    "NextIcingIntent": e.NextIcingAsked(),
    "HowToIntent": e.HowAsked(e.Topic.BUCKET),
    "WhyIntent": e.WhyAsked(e.Topic.WALK),
    "AskTopicIntent": e.TopicAsked("no-bucket"),
    "ask-topic-no-match": e.TopicAsked(),
    "DoctorIntent": e.DoctorAsked(),
    "RedFlagIntent": e.RedFlagSaid(e.Sign.CRACK),
    "SkinWarningIntent": e.SkinWarned(e.Sign.NUMB),
    "MildSignIntent": e.MildSignTold(e.Sign.SWELLING),
    "DenySignIntent": e.SignDenied(e.Sign.REDNESS, e.Sign.NUMB),
    "ColdSkinIntent": e.ColdSkinTold(),
    "CareHadIntent": e.CareHadTold(),
    "MeaningIntent": e.MeaningAsked(),
    "ThinkingIntent": e.Thinking(),
    "in-three-hours": e.Thinking(timedelta(hours=3)),
    "FeelsFineIntent": e.SignDenied(e.Sign.NUMB),
    "CanStepsIntent": e.StepsTold(3),
    "CannotStepsIntent": e.StepsTold(4, can=False),
    "LessIntent": e.LessSaid(),
    "AllFineIntent": e.AllFine(),
    "NothingWrongIntent": e.NothingWrong(),
    "SlowlyIntent": e.SlowlySaid(),
    "LaterIntent": e.LaterSaid(),
    "WarmIntent": e.WarmSaid(),
    "AlreadyIntent": e.AlreadySaid(),
    "BothIntent": e.BothSaid(),
    "YesAndMildIntent": e.MildSignTold(e.Sign.SWELLING, answer=True),
    "NoAndMildIntent": e.MildSignTold(e.Sign.REDNESS, answer=False),
    "StepAndDenyIntent": e.SignDenied(e.Sign.BENT, can_step=True),
    "AgreeIntent": e.Yes(),
    "DeclineIntent": e.No(),
    "NextStepIntent": e.NextAsked(),
    "PreviousStepIntent": e.PreviousAsked(),
    "SayAgainIntent": e.RepeatAsked(),
    "PauseItIntent": e.PauseAsked(),
    "ResumeItIntent": e.ResumeAsked(),
    "BeginAgainIntent": e.StartOverAsked(),
    "WhatCanIDoIntent": e.HelpAsked(),
    "GoodbyeIntent": e.StopAsked(),
    "StillInIntent": e.StillIn(),
    "TimerRangIntent": e.TimerRang(),
    "IcedBeforeIntent": e.IcedTold(20 * MINUTE),
    "BeenInIntent": e.IcedTold(15 * MINUTE, is_in=True),
    "StepDoneIntent": e.StepDone(Step.MOVE),
    "TakeBackIntent": e.TakenBack(),
    "MeantYesIntent": e.MeantYes(),
    "MeantNoIntent": e.MeantNo(),
    "TwistIntent": e.TwistTold(),
    "twisted-last-year": e.TwistTold(14),
    "ColdRiskIntent": e.ColdRiskTold(e.Sign.DIABETES),
    "HedgedYesIntent": e.HedgedYes(),
    "ChildTwistIntent": e.ChildTold(twisted=True),
    "SkipNextReminderIntent": e.RemindersSkipped(only_next=True),
    "iced-an-hour-ago": e.IcedTold(20 * MINUTE, ago=60 * MINUTE),
    "UnsureIntent": e.Unsure(),
    "MedicineIntent": e.MedicineAsked(),
    "ChildIntent": e.ChildTold(),
    "child-grown-up": e.GrownUpTold(),
    "ForgetMeIntent": e.ForgetAsked(),
    "RemindMeIntent": e.RemindersAsked(180 * MINUTE),
    "ChangeRemindersIntent": e.RemindersChanged(without=time(18)),
    "reminders-only-tomorrow": e.RemindersChanged(only=e.Day.TOMORROW),
    "SkipRemindersIntent": e.RemindersSkipped(e.Day.TOMORROW),
    "reminders-skip-no-day": e.RemindersSkipped(e.Day.TODAY),
    "ListRemindersIntent": e.RemindersListAsked(),
    "CancelRemindersIntent": e.RemindersCancelled(),
    "CoachMeThroughIntent": e.PromptsAsked(),
    "WhatDoYouKnowIntent": e.KnownAsked(),
    "AMAZON.YesIntent": e.Yes(),
    "AMAZON.NoIntent": e.No(),
    "AMAZON.NextIntent": e.NextAsked(),
    "AMAZON.PreviousIntent": e.PreviousAsked(),
    "AMAZON.RepeatIntent": e.RepeatAsked(),
    "AMAZON.PauseIntent": e.PauseAsked(),
    "AMAZON.ResumeIntent": e.ResumeAsked(),
    "AMAZON.StartOverIntent": e.StartOverAsked(),
    "AMAZON.HelpIntent": e.HelpAsked(),
    "AMAZON.StopIntent": e.StopAsked(),
    "AMAZON.CancelIntent": e.StopAsked(),
    "AMAZON.NavigateHomeIntent": e.StopAsked(),
    "AMAZON.FallbackIntent": e.Unheard(),
    # slots that hold nothing
    "soreness-nothing-filled": e.SorenessReported(None, None),
    "soreness-no-match": e.SorenessReported(None, None, unclear="when i was young"),
    "icing-question-mark": e.IcingAsked(None),
    "icing-not-filled": e.IcingAsked(None),
    "icing-no-slots": e.IcingAsked(None),
    "check-in-question-mark": e.Assessed(None, None),
    "usual-run-kilometers": e.UsualRunTold(10 / KILOMETERS_PER_MILE),
    "unknown-intent": e.Unheard(),
    "yes-in-a-talk": e.Yes(),
    "yes-foreign-attributes": e.Yes(),
    # other requests
    "LaunchRequest": e.Opened(),
    "launch-german": e.Opened(),
    "launch-recognised": e.Opened(),
    "session-ended": None,
    "session-ended-by-error": None,
    "consent-accepted": e.ConsentAnswered(e.Consent.ACCEPTED),
    "consent-denied": e.ConsentAnswered(e.Consent.DENIED),
    "consent-denied-card-thrown": e.ConsentAnswered(e.Consent.DENIED, card_thrown=True),
    "consent-not-answered": e.ConsentAnswered(e.Consent.NOT_ANSWERED, card_thrown=True),
    "consent-missing-scope": e.ConsentAnswered(e.Consent.FAILED),
    "consent-internal-error": e.ConsentAnswered(e.Consent.FAILED),
    "consent-unknown-status": e.ConsentAnswered(e.Consent.FAILED),
    "consent-v2-accepted": e.ConsentAnswered(e.Consent.ACCEPTED),
    "consent-reminders-accepted": e.ConsentAnswered(e.Consent.ACCEPTED, permission=e.Permission.REMINDERS),
    "consent-v2-reminders-accepted": e.ConsentAnswered(e.Consent.ACCEPTED, permission=e.Permission.REMINDERS),
    "resumed-accepted": e.ConsentAnswered(e.Consent.ACCEPTED),
    "resumed-failed": e.ConsentAnswered(e.Consent.FAILED),
    "resumed-without-result": e.ConsentAnswered(e.Consent.FAILED),
    "resumed-without-cause": None,
    # skill events
    "skill-enabled": None,
    "skill-disabled": None,
    "permission-accepted": None,
    "permission-changed": None,
    "permission-all-revoked": None,
    "screen-touched": e.NextAsked(),
}

UNREADABLE = {"unknown-type", "session-ended-unknown-reason"}
"""What Amazon's SDK cannot parse; the web view answers these."""


@pytest.mark.parametrize("name", HEARD)
def test_a_request_becomes_an_event(name: str) -> None:
    assert to_event(envelope(name)) == HEARD[name]


def test_every_recording_is_tried() -> None:
    assert set(names()) == set(HEARD) | UNREADABLE


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_the_sdk_knows_no_name_for_it(name: str) -> None:
    with pytest.raises(SerializationException):
        envelope(name)


@pytest.mark.parametrize("path", sorted(MODEL.parent.glob("*.json")), ids=lambda path: path.stem)
def test_the_model_and_the_table_have_the_same_intents(path: Any) -> None:
    model = json.loads(path.read_text("utf-8"))["interactionModel"]["languageModel"]
    assert {each["name"] for each in model["intents"]} == set(INTENTS)


def test_every_intent_is_recorded_with_the_slots_of_the_model() -> None:
    for name, slots in modelled_intents().items():
        assert set(recorded(name)["request"]["intent"].get("slots", {})) == slots, name


def test_every_value_of_the_model_is_known() -> None:
    model = json.loads(MODEL.read_text("utf-8"))["interactionModel"]["languageModel"]
    types = {each["name"]: {value["id"] for value in each["values"]} for each in model["types"]}
    assert types["SINCE"] == {*DAYS_AGO, *tuple(e.Day.__members__)[2:]}
    assert types["SORENESS"] == set(SCORES)
    assert types["DISTANCE_UNIT"] == {"MILES", "KILOMETERS"}
    for name, kind in {
        "SIDE": e.Side,
        "ACTIVITY": e.Activity,
        "TREND": e.Trend,
        "TOPIC": e.Topic,
    }.items():
        assert types[name] == set(kind.__members__), name
    days = {*e.Day.__members__, *e.Part.__members__}
    for name in ("DAY", "SKIPPED"):
        assert {word for each in types[name] - set(UNPLACED) for word in each.split("_")} <= days
    assert types["REMINDED"] <= set(Step.__members__)


DURATIONS = {"PT20M": 20, "PT90S": 1.5, "PT1H30M": 90, "P1D": 1440, "P1DT1M": 1441}
YEARS = ("P9999Y", "P999999999D", "P3000000D", "P367D")
NO_DURATIONS = ("-PT5M", "-P1D", "PT", "P", "soon", "PT5", "P99999999999D", f"PT{'9' * 400}S")
NUMBERS = {"0": 0, "10": 10, "-3": -3, "11": 11, "007": 7}
NO_NUMBERS = ("-", "--5", "3.5", "four", "1e3", "9" * 5000)
TIMES = {"16:00": time(16), "06:00": time(6), "00:00": time(0), "23:59": time(23, 59)}
NOTHING = ("?", "", None)


@pytest.mark.parametrize(
    ("intent", "slot", "said", "event"),
    [
        *(
            ("StartIcingIntent", "duration", said, e.IcingAsked(minutes * MINUTE))
            for said, minutes in DURATIONS.items()
        ),
        *(("StartIcingIntent", "duration", said, e.IcingAsked(timedelta(days=366))) for said in YEARS),
        *(("StartIcingIntent", "duration", said, e.IcingAsked(None)) for said in (*NO_DURATIONS, *NOTHING)),
        *(("CheckInIntent", "score", said, e.Assessed(None, score)) for said, score in NUMBERS.items()),
        *(("CheckInIntent", "score", said, e.Assessed(None, None)) for said in (*NO_NUMBERS, *NOTHING)),
        *(("UsualRunIntent", "distance", said, e.UsualRunTold(None)) for said in (*NO_NUMBERS, *NOTHING)),
        *(("ChangeRemindersIntent", "time", said, e.RemindersChanged(without=at)) for said, at in TIMES.items()),
    ],
)
def test_what_is_said_in_a_slot(intent: str, slot: str, said: str | None, event: e.Event) -> None:
    assert to_event(with_slot(intent, slot, said)) == event


def _slot(value: str, known: str = "") -> Slot:
    """Return a slot with what was said in it, and the id that this resolved to."""
    named = [ValueWrapper(value=Value(id=known))] if known else []
    return Slot(value=value, resolutions=Resolutions(resolutions_per_authority=[Resolution(values=named)]))


@pytest.mark.parametrize(
    ("slots", "score"),
    [
        ({"score": _slot("5"), "other_score": _slot("6")}, 6),
        ({"score": _slot("6"), "other_score": _slot("2")}, 6),
        ({"score": _slot("0"), "other_score": _slot("?")}, 0),
        ({"soreness": _slot("a bit sore", "MILD")}, 2),
        ({"soreness": _slot("so so", "MODERATE")}, 5),
        ({"soreness": _slot("very sore", "SEVERE"), "score": _slot("3")}, 8),
        ({"soreness": _slot("purple")}, None),
    ],
)
def test_a_score_in_numbers_or_words_is_the_higher_one(slots: dict[str, Slot], score: int | None) -> None:
    assert Slots(slots, "en-US").score() == score


@pytest.mark.parametrize("said", ["24:00", "16:60", "4:00", "16", "16:00:00", "six"])
def test_a_time_that_is_none_is_said_back(said: str) -> None:
    assert to_event(with_slot("ChangeRemindersIntent", "time", said)) == e.RemindersChanged(unclear=said)
    assert to_event(with_slot("RemindMeIntent", "old_time", said)) == e.RemindersAsked(unclear=said)


@pytest.mark.parametrize("slot", ["day", "what"])
def test_a_value_that_is_not_resolved_is_said_back(slot: str) -> None:
    for said, unclear in (("the marathon", "the marathon"), ("?", "unread"), (None, ""), ("", "")):
        assert to_event(with_slot("RemindMeIntent", slot, said)) == e.RemindersAsked(unclear=unclear)


def test_a_step_that_is_not_resolved_is_what_is_open() -> None:
    assert to_event(with_slot("StepDoneIntent", "step", "the thing")) == e.Finished()
    assert to_event(with_slot("StepDoneIntent", "step", None)) == e.StepDone(Step.MASSAGE)


def test_what_alexa_does_not_understand_is_no_time() -> None:
    assert to_event(with_slot("ChangeRemindersIntent", "time", "?")) == e.RemindersChanged(unclear="unread")
    assert to_event(with_slot("RemindMeIntent", "wait", "?")) == e.RemindersAsked(unclear="unread")
    for said in (None, ""):
        assert to_event(with_slot("ChangeRemindersIntent", "time", said)) == e.RemindersChanged()


@pytest.mark.parametrize(
    ("said", "part"),
    [("MO", e.Part.MORNING), ("AF", e.Part.AFTERNOON), ("EV", e.Part.EVENING), ("NI", e.Part.EVENING)],
)
def test_a_part_of_the_day(said: str, part: e.Part) -> None:
    assert to_event(with_slot("RemindMeIntent", "time", said)) == e.RemindersAsked(part=part)
    assert to_event(with_slot("ChangeRemindersIntent", "time", said)) == e.RemindersSkipped(None, part)


@settings(max_examples=100 if THOROUGH else 40)
@given(st.text())
def test_no_slot_value_is_a_defect(said: str) -> None:
    for intent, slot in (
        ("StartIcingIntent", "duration"),
        ("CheckInIntent", "score"),
        ("UsualRunIntent", "distance"),
        ("ChangeRemindersIntent", "time"),
    ):
        assert isinstance(to_event(with_slot(intent, slot, said)), e.Event)


@pytest.mark.parametrize(("locale", "miles"), [("en-US", 5), ("en-GB", 5), ("en-CA", 5 / KILOMETERS_PER_MILE)])
def test_a_distance_without_a_unit_is_as_the_locale_has_it(locale: str, miles: float) -> None:
    document = recorded("UsualRunIntent")
    document["request"]["locale"] = locale
    del document["request"]["intent"]["slots"]["unit"]["resolutions"]
    assert to_event(parsed(document)) == e.UsualRunTold(miles)


@pytest.mark.parametrize(
    "resolutions",
    [
        {},
        {"resolutionsPerAuthority": None},
        {"resolutionsPerAuthority": []},
        {"resolutionsPerAuthority": [{"status": {"code": "ER_ERROR_TIMEOUT"}}]},
        {"resolutionsPerAuthority": [{"status": {"code": "ER_SUCCESS_MATCH"}, "values": []}]},
        {"resolutionsPerAuthority": [{"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"id": "HIP"}}]}]},
        {"resolutionsPerAuthority": [{"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": "x"}}]}]},
    ],
)
def test_a_slot_that_resolves_to_nothing_we_know(resolutions: dict[str, Any]) -> None:
    document = recorded("ReportSorenessIntent")
    document["request"]["intent"]["slots"]["side"]["resolutions"] = resolutions
    assert to_event(parsed(document)) == e.SorenessReported(None, 1)


def test_the_second_authority_is_asked_when_the_first_has_no_match() -> None:
    document = recorded("ReportSorenessIntent")
    authorities = document["request"]["intent"]["slots"]["side"]["resolutions"]["resolutionsPerAuthority"]
    authorities.insert(0, {"authority": "dynamic", "status": {"code": "ER_SUCCESS_NO_MATCH"}})
    assert to_event(parsed(document)) == e.SorenessReported(e.Side.LEFT, 1)


# --- what a consent is for

TIMERS, REMINDERS = e.Permission.TIMERS, e.Permission.REMINDERS
DENIED: dict[str, Any] = {"status": "DENIED"}
LISTED = [7, {"permissionScope": SCOPES[REMINDERS]}]


@pytest.mark.parametrize(
    ("token", "payload", "permission"),
    [
        ("reminders", DENIED, REMINDERS),
        *((token, DENIED, TIMERS) for token in ("timers", "ice", None)),
        ("reminders", {**DENIED, "permissionScope": "alexa::new:thing"}, REMINDERS),
        ("reminders", {**DENIED, "permissionScope": SCOPES[TIMERS]}, TIMERS),
        ("", {**DENIED, "permissionScopes": LISTED}, REMINDERS),
        ("reminders", {**DENIED, "permissionScopes": {"a": 1}}, REMINDERS),
    ],
)
def test_the_answer_says_what_it_was_for_or_else_our_token(
    token: str | None, payload: dict[str, Any], permission: e.Permission
) -> None:
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


@pytest.mark.parametrize("name", ["LaunchRequest", "yes-foreign-attributes", "skill-enabled"])
def test_a_talk_begins(name: str) -> None:
    assert session_of(envelope(name)) == Session()


@pytest.mark.parametrize("session", [None, "x", {"unheard": "often"}, {"asked": 7}])
def test_damaged_attributes_begin_a_talk(session: Any) -> None:
    document = recorded("AMAZON.YesIntent")
    for document["session"]["attributes"] in (None, {}, {"a": 1}, {"session": session}):
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
    document = recorded("AMAZON.YesIntent")
    document["session"]["attributes"] = json.loads(json.dumps(to_attributes(session)))
    assert session_of(parsed(document)) == session


def test_the_attributes_hold_what_differs_from_an_empty_talk() -> None:
    assert to_attributes(Session()) == {"session": {}}
    assert to_attributes(replace(Session(), asked=Question.TWIST)) == {"session": {"asked": "ask-twist"}}


def test_keys_of_users_and_persons_tell_nothing_of_them() -> None:
    document = recorded("launch-recognised")
    user, person = user_of(parsed(document)), person_of(parsed(document))
    assert user == user_of(envelope("StartIcingIntent"))
    assert user != person
    for key in (user, person):
        assert len(key) == 64
        assert set(key) <= set("0123456789abcdef")
    document["context"]["System"]["person"]["personId"] += "X"
    assert person_of(parsed(document)) not in ("", person)
    assert user_of(parsed(document)) == user
    other = recorded("launch-recognised")
    other["context"]["System"]["user"]["userId"] += "X"
    assert {user_of(parsed(other)), person_of(parsed(other))}.isdisjoint({"", user, person})


@pytest.mark.parametrize("person", [None, {}, {"personId": None}, {"personId": ""}, {"accessToken": "SECRET"}])
def test_nobody_was_recognised(person: Any) -> None:
    document = recorded("LaunchRequest")
    document["context"]["System"]["person"] = person
    assert person_of(parsed(document)) == ""


# --- genuine, but not whole

NOBODY: list[Any] = [{}, {"userId": None}, {"userId": ""}, None]


@pytest.mark.parametrize("user", NOBODY)
@pytest.mark.parametrize("name", ["LaunchRequest", "TimeLeftIntent", "consent-accepted"])
def test_a_request_of_nobody_tells_nothing(name: str, user: Any) -> None:
    document = recorded(name)
    document["context"]["System"]["user"] = user
    assert to_event(parsed(document)) is None
    assert user_of(parsed(document)) == ""


@pytest.mark.parametrize("odd", [None, ""])
def test_a_request_without_an_id_has_no_key(odd: object) -> None:
    document = recorded("LaunchRequest")
    assert len(request_of(parsed(document))) == 32
    document["request"]["requestId"] = odd
    assert request_of(parsed(document)) == ""


@pytest.mark.parametrize("intent", [None, {}, {"name": None}, {"name": ""}, {"slots": {}}])
def test_an_intent_without_a_name_is_not_understood(intent: Any) -> None:
    document = recorded("StartIcingIntent")
    document["request"]["intent"] = intent
    assert to_event(parsed(document)) == e.Unheard()


@pytest.mark.parametrize(
    ("locale", "answered"),
    [("en-GB", "en-GB"), ("en-IN", "en-IN"), ("de-DE", "en-US"), (None, "en-US"), ("", "en-US"), ("xx", "en-US")],
)
def test_the_locale_of_the_answer(locale: str | None, answered: str) -> None:
    document = recorded("LaunchRequest")
    document["request"]["locale"] = locale
    assert locale_of(parsed(document)) == answered


def test_a_request_without_a_locale_is_answered_in_the_default_one() -> None:
    assert locale_of(envelope("skill-enabled")) == "en-US"


# --- skill events

GRANTED = {
    "permission-accepted": (e.Permission.REMINDERS, e.Permission.TIMERS),
    "permission-changed": (e.Permission.REMINDERS,),
    "permission-all-revoked": (),
}


@pytest.mark.parametrize("name", GRANTED)
def test_what_is_permitted(name: str) -> None:
    assert granted_by(envelope(name).request).granted == GRANTED[name]


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
    document = recorded("permission-changed")
    document["request"]["body"] = body
    assert granted_by(parsed(document).request).granted == ()


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
    document = recorded("skill-disabled")
    document["request"]["eventCreationTime"] = told
    moment = happened_at(parsed(document).request)
    assert (moment, moment.tzinfo) == (at, UTC)
