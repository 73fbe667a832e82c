"""What must hold before a unit may be as it is asked to be. Each check raises Refused beside its field."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.accounts.models import Person, Post
from lanyard.accounts.roles import leader_roles
from lanyard.engines.refusals import Refused
from lanyard.organisations.models import Organisation, School
from lanyard.partnerships.models import Partnership, StatusRecord
from lanyard.units.catalogue import size
from lanyard.units.queries import years_allowed
from lanyard.units.wording import year_list


def check_partnership(partnership: Partnership, day: date) -> None:
    """Refuse a school without a live partnership, or one that declined to work with the police."""
    if partnership.closed_on is not None and partnership.closed_on <= day:
        raise Refused(_("The partnership with this school has ended. Open it again before you set up a unit"))
    newest = (
        StatusRecord.objects.standing()
        .filter(partnership=partnership, starts_on__lte=day)
        .order_by("-starts_on", "-recorded_at")
        .first()
    )
    if newest is not None and newest.status == "declined":
        raise Refused(_("This school declined a partnership. Record that it has agreed before you set up a unit"))


def check_years(years: Collection[int], force: int | None, school: Organisation) -> None:
    """Refuse year groups outside the national ones, the force's own rule or the school's ages."""
    if not years:
        raise Refused(_("Choose at least one year group"), "year_groups")
    allowed = years_allowed(force)
    outside = sorted(set(years) - set(allowed))
    if outside:
        raise Refused(
            _("Units here may take %(allowed)s only. Take out %(outside)s")
            % {"allowed": year_list(allowed), "outside": year_list(outside)},
            "year_groups",
        )
    _check_ages(years, school)


def _check_ages(years: Collection[int], school: Organisation) -> None:
    register = School.objects.filter(organisation=school).values_list("low_age", "high_age").first()
    low, high = register or (None, None)
    # The register's ages are those of its youngest and oldest pupils; Year 5 begins at 9 and ends at 10.
    missing = [y for y in sorted(years) if (low is not None and y + 4 < low) or (high is not None and y + 5 > high)]
    if missing:
        raise Refused(
            _("The register says that this school has no %(years)s: its pupils are %(low)s to %(high)s")
            % {"years": year_list(missing), "low": low, "high": high},
            "year_groups",
        )


def check_size(most: int) -> None:
    """Refuse a maximum size outside the catalogue's bounds."""
    if not 1 <= most <= size().most:
        raise Refused(_("Enter a number from 1 to %(most)s") % {"most": size().most}, "max_members")


def check_days(starts_on: date, ends_on: date | None) -> None:
    """Refuse a last day before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("Enter a last day on or after %(day)s") % {"day": formats.date_format(starts_on)}, "ends_on")


def leader_role(person: Person, force: int | None, day: date) -> str:
    """Return the kind of leader a person is at the force on a day (NEV-24); Refused when they are none."""
    post = (
        Post.objects.held(day)
        .filter(person=person, role__in=leader_roles(), organisation__force=force)
        .order_by("starts_on", "pk")
        .first()
    )
    if post is None or not person.is_active:
        raise Refused(
            _("%(name)s holds no post at this force from which a unit can be led on %(day)s")
            % {"name": person.name, "day": formats.date_format(day)},
            "leader",
        )
    return post.role


def check_school_lead(person: Person | None, school: Organisation, day: date) -> None:
    """Refuse a school lead who is not a programme teacher of the school."""
    if person is None:
        return
    if not Post.objects.held(day).filter(person=person, role="programme-teacher", organisation=school).exists():
        raise Refused(_("%(name)s is not a programme teacher of this school") % {"name": person.name}, "school_lead")


def check_members_fit(years: Collection[int], most: int, members: Sequence[int]) -> None:
    """Refuse a change that the present members would not fit; `members` holds the year group of each."""
    left_out = [year for year in members if year not in years]
    if left_out:
        raise Refused(
            ngettext(
                "%(count)s member is in another year group. Correct or take out that member first",
                "%(count)s members are in other year groups. Correct or take them out first",
                len(left_out),
            )
            % {"count": len(left_out)},
            "year_groups",
        )
    if len(members) > most:
        raise Refused(
            _("The unit has %(count)s members already. Enter that number or more") % {"count": len(members)},
            "max_members",
        )
