"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "register.read": _("Read a register of schools"),
    "register.accepted": _("Accepted the changes of a register"),
    "schools.closed": _("Closed schools that a register says have closed"),
    "schools.placed": _("Put schools into an area"),
    "school.placed": _("Changed the area or the cluster of a school"),
    "area.created": _("Added an area"),
    "area.renamed": _("Renamed an area"),
    "forces.loaded": _("Loaded the forces"),
    "force.loaded": _("Loaded a force"),
    "simulate.loaded": _("Loaded an invented nation"),
})  # fmt: skip
records({
    "organisations.organisation": _("School, force or other organisation"),
    "organisations.registerimport": _("Register of schools"),
})  # fmt: skip
