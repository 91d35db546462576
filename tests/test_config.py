import os

import pytest

from skill.config import PREFIX, BadSetting, Config

SKILL_ID = "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


def read(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Config:
    for name, value in {"SKILL_ID": SKILL_ID, **settings}.items():
        monkeypatch.setenv(PREFIX + name, value)
    return Config.from_environment()


def refused(monkeypatch: pytest.MonkeyPatch, **settings: str) -> str:
    with pytest.raises(BadSetting) as caught:
        read(monkeypatch, **settings)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    config = read(monkeypatch)
    assert config.skill_id == SKILL_ID
    assert (config.host, config.port) == ("127.0.0.1", 8080)
    assert config.database_url == "sqlite:///ankle-coach.db"
    assert config.metrics is False
    assert (config.operator, config.contact) == (None, None)


def test_everything_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    people = {"OPERATOR": "Zoë's Running Club ", "CONTACT": "coach@example.com"}
    served = {"HOST": "0.0.0.0", "PORT": "443", "THREADS": "4", "METRICS": "true"}
    config = read(monkeypatch, DATABASE_URL="memory:", **served, **people)
    assert (config.host, config.port, config.database_url) == ("0.0.0.0", 443, "memory:")
    assert config.threads == 4
    assert config.metrics is True
    assert (config.operator, config.contact) == ("Zoë's Running Club", "coach@example.com")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, PORT="", DATABASE_URL="").port == 8080


def test_without_a_skill_id() -> None:
    with pytest.raises(BadSetting, match=r"^ANKLE_COACH_SKILL_ID is required$"):
        Config.from_environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("SKILL_ID", each) for each in ("ankle coach", "amzn1.ask.skill.", "amzn1.ask.account.1", f"{SKILL_ID}\n")),
        *(("PORT", each) for each in ("http", "0", "65536", "-1")),
        *(("THREADS", "0"), ("THREADS", "many"), ("METRICS", "perhaps"), ("OPERATOR", "a\nb"), ("OPERATOR", "x" * 201)),
        ("CONTACT", "a\x1b[2Jb"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert refused(monkeypatch, **{name: value}).startswith(f"{PREFIX}{name}: ")


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refused(monkeypatch, SKILL_ID="none", PORT="http")
    assert [part.partition(":")[0] for part in told.split("; ")] == [f"{PREFIX}SKILL_ID", f"{PREFIX}PORT"]


@pytest.mark.parametrize("settings", [{"DATABASE_URL": "memory:"}, {"METRICS": "true"}])
def test_what_does_not_scale_takes_one_worker(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    assert read(monkeypatch, **settings).workers == 1
    assert "ANKLE_COACH_WORKERS must be 1" in refused(monkeypatch, WORKERS="2", **settings)
    assert read(monkeypatch, WORKERS="2", METRICS="false", DATABASE_URL="sqlite:///a.db").workers == 2
