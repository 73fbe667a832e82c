"""SQLite's INSERT OR REPLACE removes the row before it without asking the trigger against removing."""

from django.db import migrations

SEAL = """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
          WHEN EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number)
          BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
OPEN = "DROP TRIGGER audit_entry_no_replace"


def seal(apps, schema_editor):
    """Refuse to put an entry in another's place."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SEAL)


def unseal(apps, schema_editor):
    """Take the refusal away again."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(OPEN)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_truncate")]
    operations = [migrations.RunPython(seal, unseal)]
