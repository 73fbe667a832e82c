"""Loading the forces and their authorities from the catalogue into the database."""

from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor, Place
from lanyard.organisations import policy
from lanyard.organisations.catalogue import Force, forces, forces_version
from lanyard.organisations.models import LocalAuthority, Organisation

HUB_CODE = "HUB"


def hub() -> Organisation:
    """Return the national hub. Raises Organisation.DoesNotExist before `lanyard init`."""
    return Organisation.objects.get(kind=Organisation.HUB, code=HUB_CODE)


def load_forces(actor: Actor) -> int:
    """Make the hub, the forces and their authorities as the catalogue has them; return how many rows changed.

    Loading again changes nothing and leaves nothing in the ledger.
    """
    if not _behind():
        return 0
    with change(actor, policy.LOAD_FORCES, Place(None)) as doing:
        Organisation.objects.get_or_create(kind=Organisation.HUB, code=HUB_CODE, defaults={"name": "National hub"})
        changed = sum(_load(force, doing) for force in forces())
        doing.record("forces.loaded", None, version=forces_version(), changed=changed)
    return changed


def _behind() -> bool:
    """True when the database differs from the catalogue: two queries, no write."""
    held = set(Organisation.objects.filter(kind__in=("force", "hub")).values_list("code", "name", "force_id", "pk"))
    names = {(code, name) for code, name, force, pk in held if code == HUB_CODE or force == pk}
    wanted = {(force.code, force.name) for force in forces()} | {(c, n) for c, n in names if c == HUB_CODE}
    authorities = set(LocalAuthority.objects.values_list("code", "name", "force__code"))
    listed = {(a.code, a.name, force.code) for force in forces() for a in force.authorities}
    return not wanted <= names or not any(code == HUB_CODE for code, _ in names) or not listed <= authorities


def _load(force: Force, doing: Change) -> int:
    organisation, new = Organisation.objects.get_or_create(
        kind=Organisation.FORCE, code=force.code, defaults={"name": force.name}
    )
    changed = new or organisation.name != force.name or organisation.force_id != organisation.pk
    if changed:
        # A force knows itself as its force, so that one filter finds it and all that is under it.
        organisation.name, organisation.force_id = force.name, organisation.pk
        organisation.save(update_fields=["name", "force"])
        doing.record("force.loaded", organisation, code=force.code)
    return int(changed) + _load_authorities(force, organisation)


def _load_authorities(force: Force, organisation: Organisation) -> int:
    held = dict(LocalAuthority.objects.filter(force=organisation).values_list("code", "name"))
    behind = [a for a in force.authorities if held.get(a.code) != a.name]
    for authority in behind:
        values = {"name": authority.name, "force": organisation}
        LocalAuthority.objects.update_or_create(code=authority.code, defaults=values)
    return len(behind)


def force_by_code(code: str) -> Organisation:
    """Return the force with an ONS code or a data.police.uk name. Raises Refused for any other word."""
    codes = {force.slug: force.code for force in forces()}
    found = Organisation.objects.filter(kind=Organisation.FORCE, code=codes.get(code.lower(), code.upper())).first()
    if found is None:
        raise Refused(f"There is no force {code!r}. Write a code such as E23000030, or a name such as hampshire.")
    return found
