"""Mini Police units, the children of their schools, and the members."""

from lanyard.units.models.applications import Application, BallotCount, Nomination, PanelNote
from lanyard.units.models.children import Adult, Child, Responsibility
from lanyard.units.models.choosing import Draw, Offer, Selection
from lanyard.units.models.intakes import ForceShare, Intake, IntakeQuotas, Introduction
from lanyard.units.models.members import Member, member_at
from lanyard.units.models.merging import ChildMerge, KeptApart
from lanyard.units.models.needs import Need, NeedsNote, NeedsReview, NeedsSeen
from lanyard.units.models.suspensions import Suspension, paused_at
from lanyard.units.models.units import (
    ForceUnitRule,
    Unit,
    UnitLeader,
    UnitYears,
    known_at,
    led_by,
    not_ended,
    valid_on,
)
from lanyard.units.models.ways import Pathway

__all__ = [
    "Adult",
    "Application",
    "BallotCount",
    "Child",
    "ChildMerge",
    "Draw",
    "ForceShare",
    "ForceUnitRule",
    "Intake",
    "IntakeQuotas",
    "Introduction",
    "KeptApart",
    "Member",
    "Need",
    "NeedsNote",
    "NeedsReview",
    "NeedsSeen",
    "Nomination",
    "Offer",
    "PanelNote",
    "Pathway",
    "Responsibility",
    "Selection",
    "Suspension",
    "Unit",
    "UnitLeader",
    "UnitYears",
    "known_at",
    "led_by",
    "member_at",
    "not_ended",
    "paused_at",
    "valid_on",
]
