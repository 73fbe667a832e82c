"""Joining two records of one child, taking them apart again, and saying that they are two children."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.merging import move, move_back
from lanyard.units.models import Child, ChildMerge, KeptApart, Member

# Facts that the record which is kept takes over where it has none itself.
_FILLED = ("date_of_birth", "class_name", "gender", "vulnerable")


def merge_children(actor: Actor, kept: Child, gone: Child) -> ChildMerge:
    """Join two records: what belonged to one belongs to the other, which is kept; it can be undone.

    Raises Conflict when somebody joined one of them already, Refused where both records can't hold at once.
    """
    with change(actor, policy.CHANGE_CHILDREN, kept.place) as doing:
        kept, gone = _locked(kept, gone)
        if gone.merged_into_id or kept.merged_into_id:
            raise Conflict(_("Somebody has already joined these records. Open the list again"))
        if kept.pk == gone.pk or kept.school_id != gone.school_id:
            raise Refused(_("Choose two children of this school"))
        _refuse_two_places(kept, gone)
        moved = move(gone, kept)
        merge = ChildMerge.objects.create(
            kept=kept, gone=gone, moved=moved, filled=_fill(kept, gone),
            merged_at=timezone.now(), merged_by_id=actor.person,
        )  # fmt: skip
        gone.merged_into = kept
        gone.save(update_fields=["merged_into"])
        doing.record("children.merged", [kept, gone], moved={label: len(keys) for label, _name, keys in moved})
    return merge


def undo_merge(actor: Actor, merge: ChildMerge) -> ChildMerge:
    """Take two joined records apart: what was moved goes back. What came later stays with the record that was kept.

    Raises Conflict when somebody did so already, Refused while the record that was kept is joined to a third.
    """
    with change(actor, policy.CHANGE_CHILDREN, merge.place) as doing:
        kept, gone = _locked(merge.kept, merge.gone)
        merge = ChildMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        if merge.undone_at is not None:
            raise Conflict(_("Somebody has already taken these records apart"))
        if kept.merged_into_id is not None:
            raise Refused(_("%(name)s was joined to another record since. Undo that first") % {"name": kept.name})
        back = move_back(merge.moved, kept, gone)
        _empty(kept, gone, merge.filled)
        gone.merged_into = None
        gone.save(update_fields=["merged_into"])
        merge.undone_at, merge.undone_by_id = timezone.now(), actor.person
        merge.save(update_fields=["undone_at", "undone_by"])
        doing.record("children.merge-undone", [kept, gone], moved=back)
    return merge


def keep_apart(actor: Actor, one: Child, other: Child) -> KeptApart:
    """Record that two records are of two children, so that nobody is asked again. Twice changes nothing."""
    with change(actor, policy.CHANGE_CHILDREN, one.place) as doing:
        first, second = sorted(_locked(one, other), key=lambda child: child.pk)
        if first.pk == second.pk or first.school_id != second.school_id:
            raise Refused(_("Choose two children of this school"))
        made = {"recorded_at": timezone.now(), "recorded_by_id": actor.person}
        row, _made = KeptApart.objects.standing().get_or_create(first=first, second=second, defaults=made)
        doing.record("children.kept-apart", [first, second])
    return row


def _locked(one: Child, other: Child) -> tuple[Child, Child]:
    """Hold both records, always in the same order: two people joining them crosswise wait for each other."""
    held = Child.objects.select_for_update(of=("self",)).select_related("school").order_by("pk")
    found = {child.pk: child for child in held.filter(pk__in=[one.pk, other.pk])}
    return found[one.pk], found[other.pk]


def _refuse_two_places(kept: Child, gone: Child) -> None:
    here = Member.objects.current().filter(child=kept).values("unit")
    twice = Member.objects.current().filter(child=gone, unit__in=here).select_related("unit").first()
    if twice is not None:
        message = _("Both records are members of %(unit)s. Let one leave, as added by mistake, and then join them")
        raise Refused(message % {"unit": twice.unit.name})


def _fill(kept: Child, gone: Child) -> list[str]:
    filled = [name for name in _FILLED if getattr(kept, name) in (None, "") and getattr(gone, name) not in (None, "")]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if filled:
        kept.save(update_fields=filled)
    return filled


def _empty(kept: Child, gone: Child, filled: list[str]) -> None:
    # What somebody has corrected since is theirs, and stays.
    same = [name for name in filled if getattr(kept, name) == getattr(gone, name)]
    for name in same:
        setattr(kept, name, "" if isinstance(getattr(kept, name), str) else None)
    if same:
        kept.save(update_fields=same)
