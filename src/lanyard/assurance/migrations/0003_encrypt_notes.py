"""What people say beside their word, and why they take it back, is encrypted: somebody could name a child in it."""

from django.db import migrations

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.sealing import seal_existing

TEXTS = ("note", "withdrawn_reason")


class Migration(migrations.Migration):
    dependencies = [("assurance", "0002_one_word_stands")]
    operations = [
        *(migrations.AlterField("attestation", name, EncryptedTextField(blank=True)) for name in TEXTS),
        seal_existing("assurance", "attestation", *TEXTS),
    ]
