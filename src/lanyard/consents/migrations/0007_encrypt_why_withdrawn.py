"""Why an answer was withdrawn is encrypted: somebody could name a child in it."""

from django.db import migrations

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.sealing import seal_existing


class Migration(migrations.Migration):
    dependencies = [("consents", "0006_consent_copies")]
    operations = [
        migrations.AlterField("answer", "withdrawn_reason", EncryptedTextField(blank=True)),
        seal_existing("consents", "answer", "withdrawn_reason"),
    ]
