"""Every version of a session's plan is kept. Sessions that are there already begin with the plan as it is now.

What an older version said was overwritten and is not known any more; what stands is taken to be known since the
session was planned, so that readiness as at a past moment still finds it.
"""

import django.db.models.deletion
import lanyard.audit.fields
import lanyard.engines.ids
from django.conf import settings
from django.db import migrations, models

from lanyard.audit.sealing import rows_of

PLANNED = ("title", "strand", "activity", "where", "starts_at", "ends_at")


def keep_plans(apps, schema_editor):
    """Give every session its plan."""
    plans = apps.get_model("programme", "SessionPlan").objects
    for session in rows_of(apps.get_model("programme", "Session")):
        planned = {name: getattr(session, name) for name in PLANNED}
        known = {"recorded_at": session.planned_at, "recorded_by_id": session.planned_by_id}
        plans.create(session=session, **planned, **known)


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0002_encrypt_free_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
                ('public_id', models.CharField(default=lanyard.engines.ids.new_public_id, editable=False, max_length=12, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('strand', models.CharField(choices=[('education', 'Education'), ('community', 'Community'), ('reward', 'Reward')], max_length=10)),
                ('activity', lanyard.audit.fields.EncryptedTextField()),
                ('where', models.CharField(max_length=150)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='programme.session')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('session',), name='session_plan_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_plan_ends_after_start')],
            },
        ),
        migrations.RunPython(keep_plans, migrations.RunPython.noop),
    ]
