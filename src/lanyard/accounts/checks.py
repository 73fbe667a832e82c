"""Checks of the installation. Each has an id and a hint; an error stops the start outside the demonstration."""

import ipaddress
import sqlite3
from urllib.parse import urlparse

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from lanyard.engines.crypto import is_weak

# SQLite before this version has a reported fault that can damage a database in WAL mode.
SAFE_SQLITE = (3, 51, 3)
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1"}


@register("lanyard")
def check_secret_key(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Refuse a missing or weak secret key."""
    if settings.DEMO or not (_is_default(settings.SECRET_KEY) or is_weak(settings.SECRET_KEY)):
        return []
    hint = "Set LANYARD_SECRET_KEY to at least 32 random characters, for example from: openssl rand -base64 48"
    return [Error("LANYARD_SECRET_KEY is missing or weak", hint=hint, id="lanyard.E001")]


@register("lanyard")
def check_field_keys(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Refuse missing or weak keys of encrypted fields, or one that is the secret key as well."""
    keys = settings.FIELD_KEYS
    if settings.DEMO:
        return []
    if not keys or any(_is_default(key) or is_weak(key) for key in keys):
        hint = "Set LANYARD_FIELD_KEYS to random values of at least 32 characters, comma-separated, the newest first"
        return [Error("LANYARD_FIELD_KEYS is missing or weak", hint=hint, id="lanyard.E002")]
    if settings.SECRET_KEY in keys:
        hint = "Make another random value: what protects sessions should not open the records as well"
        return [Error("LANYARD_FIELD_KEYS repeats LANYARD_SECRET_KEY", hint=hint, id="lanyard.E003")]
    return []


@register("lanyard")
def check_hosts(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Refuse to answer for any name, or for none but this machine's own."""
    if settings.DEMO:
        return []
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts or not hosts - LOCAL_HOSTS:
        hint = "Set LANYARD_ALLOWED_HOSTS to the names people use, for example lanyard.example.police.uk"
        return [Error("LANYARD_ALLOWED_HOSTS does not name this service", hint=hint, id="lanyard.E004")]
    return []


@register("lanyard")
def check_base_url(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Refuse links and cookies without https."""
    if settings.DEMO or urlparse(settings.BASE_URL).scheme == "https":
        return []
    hint = "Set LANYARD_BASE_URL to the address people use, beginning with https://"
    return [Error(f"LANYARD_BASE_URL is {settings.BASE_URL}: not https", hint=hint, id="lanyard.E005")]


@register("lanyard")
def check_demo_is_private(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Warn when the demonstration, where anybody becomes anybody, answers beyond this machine."""
    if not settings.DEMO or all(_is_local(host) for host in settings.ALLOWED_HOSTS):
        return []
    hint = "Set LANYARD_DEMO=no for real work; never enter anything about real people here"
    return [Warning("The demonstration is open to other machines", hint=hint, id="lanyard.W006")]


@register("lanyard")
def check_sqlite(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Warn of an SQLite with a known fault, where it holds real records."""
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if settings.DEMO or not on_sqlite or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    hint = "Use PostgreSQL (LANYARD_DATABASE_URL), or a Python built with SQLite 3.51.3 or newer, and keep backups"
    message = f"SQLite {sqlite3.sqlite_version} has a reported fault that can damage a database"
    return [Warning(message, hint=hint, id="lanyard.W007")]


def _is_default(secret: str) -> bool:
    return not secret or "not-for-production" in secret


def _is_local(host: str) -> bool:
    if host in LOCAL_HOSTS:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
