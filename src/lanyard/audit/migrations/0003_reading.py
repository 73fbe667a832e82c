"""Indexes for those who read the ledger: by force, by kind of record, and on PostgreSQL by record."""

from django.db import migrations, models

MAKE = "CREATE INDEX ledger_subjects ON audit_entry USING gin (subjects jsonb_path_ops)"


def index_subjects(apps, schema_editor):
    """Let PostgreSQL find the entries about one record; SQLite walks those of its kind."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop_subjects(apps, schema_editor):
    """Take the index away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX ledger_subjects")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seal")]
    operations = [
        migrations.AddIndex("entry", models.Index(fields=["force", "number"], name="ledger_force")),
        migrations.AddIndex("entry", models.Index(fields=["subject_kind", "number"], name="ledger_subject_kind")),
        migrations.RunPython(index_subjects, drop_subjects),
    ]
