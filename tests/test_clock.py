from datetime import UTC

from skill.clock import BEHIND, REMEMBERED, ClockCheck, system_clock


def test_the_system_clock_tells_aware_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_a_request_from_the_future_says_that_the_clock_is_wrong_until_one_is_accepted() -> None:
    check = ClockCheck()
    assert not check.is_wrong
    check.refused(is_ahead=True)
    assert check.is_wrong
    check.accepted()
    assert not check.is_wrong


def test_requests_from_the_past_say_so_only_when_there_are_several_and_for_a_while() -> None:
    passed = 0.0
    check = ClockCheck(lambda: passed)
    for _ in range(BEHIND - 1):
        check.refused(is_ahead=False)
    assert not check.is_wrong
    check.refused(is_ahead=False)
    assert check.is_wrong
    passed = REMEMBERED
    assert not check.is_wrong
