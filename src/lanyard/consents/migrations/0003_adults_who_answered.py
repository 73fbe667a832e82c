"""Whoever signed a paper form gets a record as an adult who holds parental responsibility for the child."""

from django.db import migrations

from lanyard.engines.ids import new_public_id

BATCH = 1000


def give_records(apps, schema_editor):
    """Create one adult for each child and name, in batches of children, and point the answers at them."""
    answers = apps.get_model("consents", "Answer").objects
    waiting = answers.filter(adult=None).exclude(given_by="").order_by()
    while children := list(waiting.values_list("member__child", flat=True).distinct()[:BATCH]):
        rows = list(waiting.filter(member__child__in=children).select_related("member__child").order_by("pk"))
        givers = {}
        for row in rows:
            givers.setdefault((row.member.child_id, row.given_by.casefold()), []).append(row)
        _record(apps, list(givers.values()))
        answers.bulk_update(rows, ["adult"])


def _record(apps, givers):
    adults = apps.get_model("units", "Adult").objects.bulk_create([_adult(apps, said) for said in givers])
    responsibilities = []
    for adult, said in zip(adults, givers, strict=True):
        responsibilities.append(_responsibility(apps, adult, said))
        for row in said:
            row.adult = adult
    apps.get_model("units", "Responsibility").objects.bulk_create(responsibilities)


def _adult(apps, said):
    authority = said[-1].relationship == "local-authority"
    return apps.get_model("units", "Adult")(
        public_id=new_public_id(),
        school_id=said[-1].member.child.school_id,
        kind="local-authority" if authority else "person",
        name=said[-1].given_by,
        recorded_at=min(row.recorded_at for row in said),
        recorded_by_id=said[0].recorded_by_id,
    )


def _responsibility(apps, adult, said):
    # Known since the first answer was, so that what was decided then is decided the same.
    return apps.get_model("units", "Responsibility")(
        public_id=new_public_id(),
        child_id=said[-1].member.child_id,
        adult=adult,
        relationship=said[-1].relationship,
        holds="yes",
        recorded_at=adult.recorded_at,
        recorded_by_id=adult.recorded_by_id,
    )


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_answers")]
    operations = [migrations.RunPython(give_records, migrations.RunPython.noop, elidable=True)]
