from contextlib import suppress

import pytest
from pytest_httpserver import HTTPServer

from skill.alexa.device import FALLBACK_ZONES, AlexaSettings
from skill.ports import DeviceTrouble

from .alexa_api import AUTHORIZED, DEVICE, TOKEN, settings_at
from .recorded import MODEL

ZONE = f"/v2/devices/{DEVICE}/settings/System.timeZone"
UNITS = f"/v2/devices/{DEVICE}/settings/System.distanceUnits"


@pytest.fixture
def settings(httpserver: HTTPServer) -> AlexaSettings:
    return settings_at(httpserver.url_for(""))


@pytest.mark.parametrize(
    ("body", "status", "zone", "metric"),
    [
        ('"Europe/London"', 200, "Europe/London", None),
        ('"METRIC"', 200, None, True),
        ('"IMPERIAL"', 200, None, False),
        *(("", 204, None, None), ("null", 200, None, None)),
        *((f'"{zone}"', 200, None, None) for zone in ("Mars/Olympus_Mons", "", "../../etc/passwd", "/etc/passwd")),
        *((f'"{zone}"', 200, None, None) for zone in ("America", "a\\u0000b", "x" * 5000)),
    ],
)
def test_what_is_set(
    httpserver: HTTPServer, settings: AlexaSettings, body: str, status: int, zone: str | None, metric: bool | None
) -> None:
    for path in (ZONE, UNITS):
        request = httpserver.expect_request(path, method="GET", headers=AUTHORIZED)
        request.respond_with_data(body, status, content_type="application/json")
    assert (settings.zone(), settings.metric()) == (zone, metric)


@pytest.mark.parametrize("body", ["", "Europe/London", "<html>Oops</html>", '"Europe/', '{"a": 1}', "[]", "17"])
def test_an_answer_that_is_no_setting(httpserver: HTTPServer, settings: AlexaSettings, body: str) -> None:
    for path in (ZONE, UNITS):
        httpserver.expect_request(path).respond_with_data(body, content_type="application/json")
    for ask in (settings.zone, settings.metric):
        with suppress(DeviceTrouble):
            assert ask() is None


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 429, 500, 503])
def test_a_refusal(httpserver: HTTPServer, settings: AlexaSettings, status: int) -> None:
    for path in (ZONE, UNITS):
        httpserver.expect_request(path).respond_with_data(f"Bearer {TOKEN}", status)
    for ask in (settings.zone, settings.metric):
        with pytest.raises(DeviceTrouble) as caught:
            ask()
        assert TOKEN not in str(caught.value)


def test_every_locale_has_a_fallback_zone() -> None:
    assert set(FALLBACK_ZONES) == {path.stem for path in MODEL.parent.glob("*.json")}
    assert AlexaSettings(None, "", "en-GB").fallback_zone == "Europe/London"
    assert AlexaSettings(None, "", "fr-FR").fallback_zone == "UTC"


def test_without_an_api_nothing_is_set() -> None:
    nothing = AlexaSettings(None, "", "en-US")
    assert (nothing.zone(), nothing.metric()) == (None, None)
