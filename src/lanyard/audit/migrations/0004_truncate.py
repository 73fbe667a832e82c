"""On PostgreSQL emptying the whole table is refused as well; SQLite has no such statement."""

from django.db import migrations

SEAL = """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
          FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"""
OPEN = "DROP TRIGGER audit_entry_no_truncate ON audit_entry"


def seal(apps, schema_editor):
    """Refuse TRUNCATE."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SEAL)


def unseal(apps, schema_editor):
    """Take the refusal away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(OPEN)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_reading")]
    operations = [migrations.RunPython(seal, unseal)]
