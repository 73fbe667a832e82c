"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "assurance.attested": _("Gave their word on a requirement"),
    "assurance.attestation_withdrawn": _("Took back their word on a requirement"),
    "assurance.local_requirement_added": _("Added a requirement of the force's own"),
    "assurance.local_requirement_ended": _("Ended a requirement of the force's own"),
    "assurance.certificate_issued": _("Issued a certificate"),
    "assurance.checklist_seen": _("Looked at a checklist that tells of officers"),
    "assurance.board_seen": _("Looked at a board that tells of officers"),
    "assurance.todos_seen": _("Looked at who must do what"),
    "assurance.verdict_seen": _("Looked at a verdict that tells of officers"),
})  # fmt: skip
records({
    "assurance.attestation": _("Somebody's word on a requirement"),
    "assurance.localrequirement": _("Requirement of a force's own"),
    "assurance.certificate": _("Certificate"),
})  # fmt: skip
