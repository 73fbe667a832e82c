"""A force's own rules: its year groups, which may narrow the national ones, and its least share of the vulnerable."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.units import policy
from lanyard.units.catalogue import year_groups
from lanyard.units.models import ForceShare, ForceUnitRule
from lanyard.units.wording import year_list


def set_force_rule(actor: Actor, force: Organisation, years: Collection[int]) -> ForceUnitRule:
    """Set the year groups that a force's units may take. Raises Refused when none or one beyond the national."""
    with change(actor, policy.SET_FORCE_RULE, force.place) as doing:
        if not years:
            raise Refused(_("Choose at least one year group"), "year_groups")
        beyond = set(years) - set(year_groups().national)
        if beyond:
            raise Refused(
                _("A force can't add %(years)s: the programme is for children of 8 to 11")
                % {"years": year_list(beyond)},
                "year_groups",
            )
        # The force's row is held so that two rules can't stand at once.
        Organisation.objects.select_for_update().get(pk=force.pk)
        rule = _replace(actor, force, sorted(set(years)))
        doing.record("force.unit-rule-set", rule, year_groups=rule.year_groups)
    return rule


def _replace(actor: Actor, force: Organisation, years: list[int]) -> ForceUnitRule:
    now = timezone.now()
    ForceUnitRule.objects.standing().filter(force=force).update(
        withdrawn_at=now, withdrawn_by_id=actor.person, withdrawn_reason="changed"
    )
    return ForceUnitRule.objects.create(force=force, year_groups=years, recorded_at=now, recorded_by_id=actor.person)


def set_force_share(actor: Actor, force: Organisation, percent: int) -> ForceShare:
    """Set the least share of vulnerable children, in hundredths, that a force asks of a cohort; 0 asks none."""
    with change(actor, policy.SET_FORCE_SHARE, force.place) as doing:
        if not 0 <= percent <= 100:
            raise Refused(_("Enter a number from 0 to 100"), "percent")
        # The force's row is held so that two shares can't stand at once.
        Organisation.objects.select_for_update().get(pk=force.pk)
        now = timezone.now()
        ForceShare.objects.standing().filter(force=force).update(
            withdrawn_at=now, withdrawn_by_id=actor.person, withdrawn_reason="changed"
        )
        share = ForceShare.objects.create(force=force, percent=percent, recorded_at=now, recorded_by_id=actor.person)
        doing.record("force.share-set", share, percent=percent)
    return share
