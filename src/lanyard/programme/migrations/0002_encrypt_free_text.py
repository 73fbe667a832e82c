"""Free text in which somebody could name a child is encrypted; rows that had no public id to bind it to get one."""

from django.db import migrations, models

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.sealing import give_public_ids, seal_existing
from lanyard.engines.ids import new_public_id

NAMELESS = ("sessionevent", "plancheck", "behaviouragreement", "override")
TEXTS = {
    "session": ("activity",),
    "sessionevent": ("note",),
    "plancheck": ("note",),
    "behaviouragreement": ("signs", "first_step", "who_steps_in", "when_to_stop"),
    "override": ("reason",),
    "observation": ("strengths", "to_improve", "actions", "withdrawn_reason"),
    "observationreply": ("comment",),
}
MAY_BE_EMPTY = {"note", "to_improve", "actions", "withdrawn_reason", "comment"}


def public_id():
    """Return the field as it stays once every row has its id."""
    return models.CharField(default=new_public_id, editable=False, max_length=12, unique=True)


def encrypted(model, name):
    """Return the encrypted field that takes the place of the one in clear."""
    bind = {"bind": "observation_id"} if model == "observationreply" else {}
    return EncryptedTextField(blank=name in MAY_BE_EMPTY, **bind)


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [
        *(migrations.AddField(model, "public_id", models.CharField(max_length=12, null=True)) for model in NAMELESS),
        give_public_ids("programme", *NAMELESS),
        *(migrations.AlterField(model, "public_id", public_id()) for model in NAMELESS),
        *(
            migrations.AlterField(model, name, encrypted(model, name))
            for model, names in TEXTS.items()
            for name in names
        ),
        *(seal_existing("programme", model, *names) for model, names in TEXTS.items()),
    ]
