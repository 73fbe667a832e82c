"""Reads for this room's pages: a fixed number of queries, whatever the number of rows."""

import re
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from lanyard.engines.rights import Actor, Permission
from lanyard.organisations import policy
from lanyard.organisations.catalogue import register_words
from lanyard.organisations.filters import school_filters
from lanyard.organisations.models import LocalAuthority, Organisation, RegisterChange, RegisterImport, School
from lanyard.organisations.scope import fetch

OPEN, CLOSED, ALL = "open", "closed", "all"
_POSTCODE = re.compile(r"([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SchoolSearch:
    """What somebody looks for in the list of schools."""

    words: str = ""
    phase: str = ""
    status: str = OPEN
    area: str = ""
    chosen: tuple[tuple[str, str], ...] = ()  # filters of other rooms, with the choice made in each


def find_schools(actor: Actor, search: SchoolSearch) -> QuerySet[School]:
    """Return the schools the actor may see that fit a search, by name."""
    found = School.objects.visible_to(actor, policy.VIEW_SCHOOL)
    for word in _words(search.words):
        found = found.filter(_matches(word))
    if search.phase:
        found = found.filter(phase=search.phase)
    if search.area:
        found = found.filter(organisation__area__public_id=search.area)
    if search.status != ALL:
        found = found.filter(organisation__closed_on__isnull=search.status != CLOSED)
    for each in school_filters(actor):
        if choice := dict(search.chosen).get(each.name):
            found = found.filter(organisation__in=each.keep(actor, choice).order_by().values("pk"))
    return found.select_related("organisation__area").order_by("organisation__name", "pk")


def _words(text: str) -> list[str]:
    # A postcode is searched for with its space, as registers write it, whether or not it was typed.
    together = re.sub(r"\s", "", text)
    if found := _POSTCODE.fullmatch(together):
        return [f"{found[1]} {found[2]}"]
    return text.split()[:6]


def _matches(word: str) -> Q:
    if word.isdigit():
        return Q(urn__startswith=word) | Q(organisation__name__icontains=word)
    return (
        Q(organisation__name__icontains=word) | Q(town__icontains=word) | Q(postcode__istartswith=word)
        | Q(cluster__icontains=word)
    )  # fmt: skip


def phases() -> list[str]:
    """Return the phases of education of the register, youngest first."""
    return [name for name in register_words().codes["phase"].values() if name != "Not applicable"] + ["Not applicable"]


def school_organisation(actor: Actor, permission: Permission, public_id: str) -> Organisation:
    """Return a school with what the register says of it. Raises DoesNotExist for absent and forbidden alike."""
    schools = Organisation.objects.filter(kind=Organisation.SCHOOL).select_related("school", "force", "area")
    return fetch(actor, permission, schools, public_id)


def register_history(school: Organisation, most: int = 10) -> list[RegisterChange]:
    """Return what accepted registers have changed about a school, newest first."""
    accepted = RegisterChange.objects.filter(urn=school.code, register__accepted_at__isnull=False)
    return list(accepted.select_related("register").order_by("-register__accepted_at")[:most])


def same_cluster(actor: Actor, school: Organisation) -> list[Organisation]:
    """Return the other schools of a school's cluster that the actor may see."""
    if not school.school.cluster:
        return []
    visible = Organisation.objects.visible_to(actor, policy.VIEW_SCHOOL)
    fellows = visible.filter(school__cluster=school.school.cluster, force=school.force_id)
    return list(fellows.exclude(pk=school.pk).order_by("name")[:50])


def places_with(actor: Actor, permission: Permission) -> list[Organisation]:
    """Return the forces (and the hub) for which the actor holds a permission: one query."""
    places = Organisation.objects.filter(kind__in=(Organisation.HUB, Organisation.FORCE))
    return list(places.visible_to(actor, permission).order_by("-kind", "name"))


def places_of_import(actor: Actor) -> list[Organisation]:
    """Return where the actor may read a register in: the hub alone for its people, else their forces."""
    places = places_with(actor, policy.IMPORT_REGISTER)
    hubs = [place for place in places if place.kind == Organisation.HUB]
    return hubs or places


def areas(actor: Actor, permission: Permission) -> QuerySet[Organisation]:
    """Return the areas the actor reaches, with how many open schools each has."""
    found = Organisation.objects.visible_to(actor, permission).filter(kind=Organisation.AREA)
    open_schools = Q(under_area__kind=Organisation.SCHOOL, under_area__closed_on=None)
    return found.select_related("force").annotate(schools=Count("under_area", filter=open_schools)).order_by(
        "force__name", "name", "pk"
    )  # fmt: skip


def schools_to_place(actor: Actor, force: Organisation, words: str) -> QuerySet[School]:
    """Return the open schools of a force, those in no area first."""
    found = School.objects.visible_to(actor, policy.MANAGE_AREAS).filter(
        organisation__force=force, organisation__closed_on=None
    )
    for word in _words(words):
        found = found.filter(_matches(word))
    return found.select_related("organisation__area").order_by(
        F("organisation__area__name").asc(nulls_first=True), "organisation__name", "pk"
    )


def forces_table(actor: Actor) -> list[Organisation]:
    """Return every force the actor may see with its authorities and its count of open schools: two queries."""
    open_schools = Q(under_force__kind=Organisation.SCHOOL, under_force__closed_on=None)
    forces = Organisation.objects.visible_to(actor, policy.VIEW_FORCES).filter(kind=Organisation.FORCE)
    found = list(forces.annotate(schools=Count("under_force", filter=open_schools)).order_by("name"))
    names: dict[int, list[str]] = {}
    for authority in LocalAuthority.objects.order_by("name"):
        names.setdefault(authority.force_id, []).append(authority.name)
    for force in found:
        force.authority_names = names.get(force.pk, [])
    return found


def registers(actor: Actor) -> QuerySet[RegisterImport]:
    """Return the registers read where the actor may read them, newest first."""
    visible = RegisterImport.objects.visible_to(actor, policy.IMPORT_REGISTER)
    return visible.select_related("organisation").order_by("-at", "-pk")


def changes_of(register: RegisterImport, kind: str = "") -> QuerySet[RegisterChange]:
    """Return what a register changes, of one kind or of all, by outcome and name."""
    found = register.changes.order_by("outcome", "name", "pk")
    return found.filter(kinds__contains=f",{kind},") if kind else found
