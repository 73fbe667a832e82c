"""An answer no longer names who gave it: the adult's record does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consents", "0003_adults_who_answered")]

    operations = [
        migrations.RemoveField(model_name="answer", name="given_by"),
        migrations.RemoveField(model_name="answer", name="relationship"),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(withdrawn_at__isnull=True, replaced_at__isnull=True, adult__isnull=False),
                fields=("member", "purpose", "adult"),
                name="answer_one_of_an_adult",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(withdrawn_at__isnull=True, replaced_at__isnull=True, adult__isnull=True),
                fields=("member", "purpose"),
                name="answer_one_of_the_child",
            ),
        ),
    ]
