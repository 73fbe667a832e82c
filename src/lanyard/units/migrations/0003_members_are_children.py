"""Every member gets a record as a child of the school."""

from django.db import migrations

BATCH = 2000


def give_records(apps, schema_editor):
    """Create a child for each member without one, in batches."""
    Child, Member = apps.get_model("units", "Child"), apps.get_model("units", "Member")
    waiting = Member.objects.filter(child=None).select_related("unit").order_by("pk")
    while batch := list(waiting[:BATCH]):
        children = Child.objects.bulk_create(_child(Child, member) for member in batch)
        for member, child in zip(batch, children, strict=True):
            member.child = child
        Member.objects.bulk_update(batch, ["child"])


def _child(model, member):
    return model(
        school_id=member.unit.school_id,
        given_name=member.given_name,
        family_name=member.family_name,
        year_group=member.year_group,
        recorded_at=member.recorded_at,
        recorded_by_id=member.recorded_by_id,
    )


class Migration(migrations.Migration):
    dependencies = [("units", "0002_children")]
    operations = [migrations.RunPython(give_records, migrations.RunPython.noop, elidable=True)]
