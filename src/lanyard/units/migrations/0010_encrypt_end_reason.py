"""Why a unit ended is encrypted: somebody could name a child in it."""

from django.db import migrations

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.sealing import seal_existing


class Migration(migrations.Migration):
    dependencies = [("units", "0009_published_chances")]
    operations = [
        migrations.AlterField("unit", "end_reason", EncryptedTextField(blank=True)),
        seal_existing("units", "unit", "end_reason"),
    ]
