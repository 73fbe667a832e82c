"""What stops the start of an installation, and what only warns."""

import pytest
from django.core.checks import run_checks

SECRET = "0Jm9vQ2xLr8tYb4WcZn6KsDf1GhPo3Ua"
FIELD = "7yTgB5nHr2Ju8MkI1oLpQ4wEsX9cVd6F"


@pytest.fixture
def sound(settings):
    """Settings of an installation that may be served."""
    settings.DEMO = False
    settings.SECRET_KEY, settings.FIELD_KEYS = SECRET, [FIELD]
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["lanyard.example.org"], "https://lanyard.example.org"
    return settings


def found(level: str = "E") -> list[str]:
    ids = [message.id for message in run_checks(tags=["lanyard"])]
    return [found for found in ids if found.startswith(f"lanyard.{level}")]


def test_it_lets_a_sound_installation_start(sound):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("SECRET_KEY", "lanyard-development-key-not-for-production-use", "lanyard.E001"),
        ("SECRET_KEY", "short", "lanyard.E001"),
        ("SECRET_KEY", "a" * 60, "lanyard.E001"),
        ("FIELD_KEYS", [], "lanyard.E002"),
        ("FIELD_KEYS", [FIELD, "short"], "lanyard.E002"),
        ("FIELD_KEYS", ["lanyard-development-key-not-for-production-use"], "lanyard.E002"),
        ("FIELD_KEYS", [SECRET], "lanyard.E003"),
        ("ALLOWED_HOSTS", ["*"], "lanyard.E004"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "lanyard.E004"),
        ("ALLOWED_HOSTS", [], "lanyard.E004"),
        ("BASE_URL", "http://lanyard.example.org", "lanyard.E005"),
    ],
)
def test_it_stops_the_start_and_says_what_to_do(sound, name, value, id):
    setattr(sound, name, value)
    assert found() == [id]
    message = next(m for m in run_checks(tags=["lanyard"]) if m.id == id)
    assert "LANYARD_" in message.msg
    assert message.hint
    sound.DEMO = True
    assert found() == []


@pytest.mark.parametrize(("version", "warned"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False)])
def test_it_warns_of_an_sqlite_with_a_known_fault(sound, monkeypatch, version, warned):
    monkeypatch.setitem(sound.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert ("lanyard.W007" in found("W")) == warned


@pytest.mark.parametrize(("hosts", "warned"), [(["localhost", "[::1]", "127.0.0.9"], False), (["10.0.0.1"], True)])
def test_it_warns_of_a_demonstration_open_to_others(sound, hosts, warned):
    sound.DEMO, sound.ALLOWED_HOSTS = True, hosts
    assert ("lanyard.W006" in found("W")) == warned
