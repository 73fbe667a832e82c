"""Free text in which somebody could name a child is encrypted.

Why an agreement ended stood with its terms; it moves to the agreement, and the terms keep the agreement's state.
"""

from django.db import migrations

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.sealing import rows_of, seal_existing

TEXTS = {
    "statusrecord": ("reason",),
    "agreement": ("change_note",),
    "review": ("working_well", "changes"),
}


def move_reasons(apps, schema_editor):
    """Give agreements that are over the reason that their terms were withdrawn with."""
    terms = apps.get_model("partnerships", "Term").objects.filter(withdrawn_at__isnull=False)
    for agreement in rows_of(apps.get_model("partnerships", "Agreement")):
        ended = terms.filter(agreement=agreement).order_by("-withdrawn_at", "-pk")
        last = ended.first() if agreement.state in ("ended", "superseded") else None
        if last is not None:
            agreement.end_reason = last.withdrawn_reason
            agreement.save(update_fields=["end_reason"])
            ended.update(withdrawn_reason=agreement.state)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_initial")]
    operations = [
        migrations.AddField("agreement", "end_reason", EncryptedTextField(blank=True, default=""), False),
        migrations.AddField("partnership", "close_reason", EncryptedTextField(blank=True, default=""), False),
        *(
            migrations.AlterField(model, name, EncryptedTextField(blank=True))
            for model, names in TEXTS.items()
            for name in names
        ),
        *(seal_existing("partnerships", model, *names) for model, names in TEXTS.items()),
        migrations.RunPython(move_reasons, migrations.RunPython.noop),
    ]
