"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "unit.set-up": _("Set up a unit"),
    "unit.changed": _("Changed a unit"),
    "unit.ended": _("Ended a unit"),
    "unit.leader-named": _("Named a leader of a unit"),
    "unit.leader-ended": _("Ended the naming of a leader of a unit"),
    "unit.school-lead-named": _("Named who leads a unit for the school"),
    "force.unit-rule-set": _("Changed the force's rule about year groups"),
    "member.added": _("Added a child to a unit"),
    "member.corrected": _("Corrected a child's record"),
    "member.left": _("Recorded that a child left a unit"),
    "member.viewed": _("Looked at a child's record"),
    "members.listed": _("Looked at the children of a unit"),
})  # fmt: skip
records({
    "units.unit": _("Unit"),
    "units.unityears": _("Year groups of a unit"),
    "units.unitleader": _("Leader of a unit"),
    "units.forceunitrule": _("Force's rule about year groups"),
    "units.member": _("Member of a unit"),
    "units.child": _("Child"),
    "units.adult": _("Adult who answers for a child"),
    "units.responsibility": _("Adult's responsibility for a child"),
})  # fmt: skip
