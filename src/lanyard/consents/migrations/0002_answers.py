"""Answers from paper forms become answers: of adults known by their own record, by paper or by link."""

import django.db.models.deletion
from django.db import migrations, models

import lanyard.audit.fields


class Migration(migrations.Migration):
    dependencies = [("units", "0004_members_by_child"), ("consents", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="paperpermission", name="permission_one_standing"),
        migrations.RenameModel(old_name="PaperPermission", new_name="Answer"),
        migrations.RenameIndex(
            model_name="answer", old_name="permission_member_purpose", new_name="answer_member_purpose"
        ),
        migrations.AlterField(
            model_name="answer",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="units.member",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="answer",
            field=models.CharField(choices=[("yes", "yes"), ("no", "no"), ("not sure", "not sure")], max_length=8),
        ),
        migrations.AddField(
            model_name="answer",
            name="adult",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="units.adult",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="channel",
            field=models.CharField(
                choices=[("paper", "paper"), ("link", "link"), ("child", "child")], default="paper", max_length=5
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="answer", name="form_code", field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(model_name="answer", name="settles", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="answer", name="note", field=lanyard.audit.fields.EncryptedTextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
