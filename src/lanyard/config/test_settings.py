"""Settings for tests: a throw-away data folder, fast hashing, and the database that bin/test names."""

import os
import tempfile

os.environ.setdefault("LANYARD_DATA_DIR", tempfile.mkdtemp(prefix="lanyard-test-"))
os.environ.setdefault("LANYARD_DEMO", "no")

from lanyard.config import environment as env
from lanyard.config.settings import *  # noqa: F403

_url = env.text("LANYARD_TEST_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'test.db'}"  # noqa: F405
DATABASES = {"default": env.database(_url, pooled=False)}
if _url.startswith("sqlite"):
    # A file, not memory: browser journeys and threads share it as a real installation does.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test-run.db")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
