"""Where the tests run decides which of them there are: one file is about PostgreSQL alone."""

import os

_on_postgresql = os.environ.get("LANYARD_TEST_DATABASE_URL", "").startswith("postgres")
collect_ignore = [] if _on_postgresql else ["test_writers_on_postgresql.py"]
