from contextlib import suppress

import pytest
from pytest_httpserver import HTTPServer

from skill.alexa.settings import FALLBACK_ZONES, AlexaSettings
from skill.ports import SettingsTrouble

from .alexa_api import AUTHORIZED, DEVICE, TOKEN, bounded, settings_at
from .recorded import MODEL
from .servers import serving, silent

ZONE = f"/v2/devices/{DEVICE}/settings/System.timeZone"
UNITS = f"/v2/devices/{DEVICE}/settings/System.distanceUnits"


@pytest.fixture
def settings(httpserver: HTTPServer) -> AlexaSettings:
    return settings_at(httpserver.url_for(""))


def test_the_zone(httpserver: HTTPServer, settings: AlexaSettings) -> None:
    httpserver.expect_request(ZONE, method="GET", headers=AUTHORIZED).respond_with_json("Europe/London")
    assert settings.zone() == "Europe/London"


@pytest.mark.parametrize(("units", "metric"), [("METRIC", True), ("IMPERIAL", False)])
def test_the_units(httpserver: HTTPServer, settings: AlexaSettings, units: str, metric: bool) -> None:
    httpserver.expect_request(UNITS, method="GET", headers=AUTHORIZED).respond_with_json(units)
    assert settings.metric() is metric


def test_nothing_is_set(httpserver: HTTPServer, settings: AlexaSettings) -> None:
    for path in (ZONE, UNITS):
        httpserver.expect_request(path).respond_with_data("", 204)
    assert settings.zone() is None
    assert settings.metric() is None


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus_Mons", "", "../../etc/passwd", "/etc/passwd", "America", "a\\u0000b", "x" * 5000]
)
def test_a_zone_that_this_system_does_not_know(httpserver: HTTPServer, settings: AlexaSettings, zone: str) -> None:
    httpserver.expect_request(ZONE).respond_with_data(f'"{zone}"', content_type="application/json")
    assert settings.zone() is None


def test_a_null_is_no_setting(httpserver: HTTPServer, settings: AlexaSettings) -> None:
    for path in (ZONE, UNITS):
        httpserver.expect_request(path).respond_with_data("null", content_type="application/json")
    assert settings.zone() is None
    assert settings.metric() is None


@pytest.mark.parametrize("body", ["", "Europe/London", "<html>Oops</html>", '"Europe/', '{"a": 1}', "[]", "17"])
def test_an_answer_that_is_no_setting(httpserver: HTTPServer, settings: AlexaSettings, body: str) -> None:
    for path in (ZONE, UNITS):
        httpserver.expect_request(path).respond_with_data(body, content_type="application/json")
    for ask in (settings.zone, settings.metric):
        with suppress(SettingsTrouble):
            assert ask() is None


@pytest.mark.parametrize("body", ['{"code": "ACCESS_DENIED", "message": "no"}', "", "<html>", '{"code"', "null"])
@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 429, 500, 503])
def test_a_refusal(httpserver: HTTPServer, settings: AlexaSettings, status: int, body: str) -> None:
    for path in (ZONE, UNITS):
        httpserver.expect_request(path).respond_with_data(body, status)
    for ask in (settings.zone, settings.metric):
        with pytest.raises(SettingsTrouble) as caught:
            ask()
        assert TOKEN not in str(caught.value)


def test_an_api_that_never_answers() -> None:
    with serving(silent) as url, bounded(), pytest.raises(SettingsTrouble):
        settings_at(url).zone()


def test_every_locale_has_a_fallback_zone() -> None:
    assert set(FALLBACK_ZONES) == {path.stem for path in MODEL.parent.glob("*.json")}
    assert AlexaSettings(None, "", "en-GB").fallback_zone == "Europe/London"
    assert AlexaSettings(None, "", "fr-FR").fallback_zone == "UTC"


def test_without_an_api_nothing_is_set() -> None:
    nothing = AlexaSettings(None, "", "en-US")
    assert (nothing.zone(), nothing.metric()) == (None, None)
