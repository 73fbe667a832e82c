"""Accepting a class list: every child and adult of it at once, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.units import policy
from lanyard.units.catalogue.children import NOT_SAID
from lanyard.units.classlist.adults import AdultStep
from lanyard.units.classlist.compare import Compared, Comparison, Outcome, compare
from lanyard.units.classlist.knowledge import Knowledge, adult_keys
from lanyard.units.classlist.rows import ListedAdult, ListedChild
from lanyard.units.classlist.whose import looks_foreign
from lanyard.units.events import responsibility_changed
from lanyard.units.models import Adult, Child, Responsibility


@dataclass(slots=True)
class _Made:
    """What an acceptance has made so far; adults by contact and name, so that siblings get one record."""

    children: list[Child] = field(default_factory=list)
    corrected: list[Child] = field(default_factory=list)
    adults: list[Adult] = field(default_factory=list)
    relations: list[Responsibility] = field(default_factory=list)
    replaced: list[Responsibility] = field(default_factory=list)
    by_contact: dict[tuple[str, str], Adult] = field(default_factory=dict)


def accept_class_list(
    actor: Actor,
    school: Organisation,
    rows: Sequence[ListedChild],
    answers: Mapping[int, str] | None,
    *,
    mark: str,
    ours: bool = False,
) -> Comparison:
    """Make a list the school's own: what is new is added, what changed is changed, nobody is removed.

    `mark` is the fingerprint of what was shown, `answers` who is who where it was asked (None: the lines in doubt
    wait), `ours` that the list is this school's although hardly anybody on it is known. Raises Conflict when the
    children of the school changed meanwhile, Refused while a doubt is open or a list looks like another school's.
    """
    with change(actor, policy.CHANGE_CHILDREN, school.place) as doing:
        # Held so that two people can't accept the same list at once.
        Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=school.pk)
        known = Knowledge(school)
        if compare(rows, known).mark() != mark:
            raise Conflict(_("The children of the school changed meanwhile. Choose the file again"))
        found = compare(rows, known, answers)
        if answers is not None:
            _refuse_open_doubts(found)
        if looks_foreign(found, known) and not ours:
            raise Refused(_("Hardly any of these children is known here. Say that they are this school's"), "ours")
        _write(doing, school, found)
    return found


def _refuse_open_doubts(found: Comparison) -> None:
    for line in found.of(Outcome.DOUBTFUL):
        message = _("Line %(line)s: say whether %(name)s is there already")
        raise Refused(message % {"line": line.row.line, "name": line.row.name}, f"line_{line.row.line}")


def _write(doing: Change, school: Organisation, found: Comparison) -> None:
    made = _Made()
    for line in found.lines:
        if line.outcome is Outcome.NEW:
            line.child = _child(doing, school, line.row)
            made.children.append(line.child)
        elif line.outcome is Outcome.CHANGED:
            _correct(line, made)
    Child.objects.bulk_create(made.children)
    for line in found.lines:
        for step in line.adults.steps:
            _follow(doing, school, line, step, made)
    Adult.objects.bulk_create(made.adults)
    for relation in made.relations:  # the keys are there only now
        relation.adult_id, relation.child_id = relation.adult.pk, relation.child.pk
    Responsibility.objects.bulk_create(made.relations)
    for relation in made.replaced:
        responsibility_changed(relation.child, relation.adult, doing)
    _record(doing, found, made)


def _child(doing: Change, school: Organisation, row: ListedChild) -> Child:
    return Child(
        school=school, given_name=row.given_name, family_name=row.family_name, date_of_birth=row.date_of_birth,
        year_group=row.year_group, class_name=row.class_name, gender=row.gender, vulnerable=row.vulnerable,
        categories=dict(row.categories), recorded_at=timezone.now(), recorded_by_id=doing.actor.person,
    )  # fmt: skip


def _correct(line: Compared, made: _Made) -> None:
    child = line.child
    if child is None or not line.facts:
        return
    for name, (_before, after) in line.facts.items():
        setattr(child, name, after)
    child.save(update_fields=list(line.facts))
    made.corrected.append(child)


def _follow(doing: Change, school: Organisation, line: Compared, step: AdultStep, made: _Made) -> None:
    if line.child is None:
        return
    if step.relation is None:
        adult = step.adult or _adult(doing, school, step.listed, made)
        if not any((r.child, r.adult) == (line.child, adult) for r in made.relations if r.child is line.child):
            made.relations.append(_relation(doing, line.child, adult, step))
        return
    _change_adult(step)
    if step.holds != step.relation.holds:
        made.replaced.append(_replaced(doing, line.child, step.relation, step.holds))
        made.relations.append(made.replaced[-1])


def _adult(doing: Change, school: Organisation, listed: ListedAdult, made: _Made) -> Adult:
    adult = Adult(
        school=school, kind=Adult.LOCAL_AUTHORITY if listed.is_authority else Adult.PERSON, name=listed.name,
        email=listed.email, phone=listed.phone, language=listed.language or "en-gb",
        recorded_at=timezone.now(), recorded_by_id=doing.actor.person,
    )  # fmt: skip
    keys = adult_keys(adult)
    same = next((made.by_contact[key] for key in keys if key in made.by_contact), None)
    if same is None:
        made.adults.append(adult)
    return _kept(keys, same or adult, made)


def _kept(keys: list[tuple[str, str]], adult: Adult, made: _Made) -> Adult:
    for key in keys:
        made.by_contact.setdefault(key, adult)
    return adult


def _relation(doing: Change, child: Child, adult: Adult, step: AdultStep) -> Responsibility:
    return Responsibility(
        child=child, adult=adult, relationship=step.listed.relationship, holds=step.holds,
        recorded_at=timezone.now(), recorded_by_id=doing.actor.person,
    )  # fmt: skip


def _change_adult(step: AdultStep) -> None:
    if step.adult is not None and step.changes:
        for name, value in step.changes.items():
            setattr(step.adult, name, value)
        step.adult.save(update_fields=list(step.changes))


def _replaced(doing: Change, child: Child, old: Responsibility, holds: str) -> Responsibility:
    """Withdraw what was not known and return the row that follows it."""
    now = timezone.now()
    Responsibility.objects.filter(pk=old.pk).update(
        withdrawn_at=now, withdrawn_by_id=doing.actor.person, withdrawn_reason="class list"
    )
    follower = Responsibility(
        child=child, adult=old.adult, relationship=old.relationship or NOT_SAID, holds=holds, basis=old.basis,
        recorded_at=now, recorded_by_id=doing.actor.person,
    )  # fmt: skip
    follower.note = old.note  # sealed for its own row: opened here, sealed again there
    return follower


def _record(doing: Change, found: Comparison, made: _Made) -> None:
    counts = {str(outcome): count for outcome, count in found.counts().items()}
    doing.record("class-list.accepted", made.children, missing=len(found.missing), **counts)
    if made.corrected:
        fields = sorted({name for line in found.lines for name in line.facts})
        doing.record("children.corrected", made.corrected, fields=fields)
    if made.relations:
        doing.record("responsibilities.listed", made.relations, adults=len(made.adults))
