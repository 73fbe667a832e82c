"""All that can be done to a unit: one change, one function."""

from lanyard.units.actions.leaders import end_leader, name_leader, name_school_lead
from lanyard.units.actions.members import ChildDetails, add_member, correct_member, member_left, take_in
from lanyard.units.actions.rules import set_force_rule
from lanyard.units.actions.setting_up import UnitDetails, change_unit, end_unit, set_up_unit

__all__ = [
    "ChildDetails",
    "UnitDetails",
    "add_member",
    "change_unit",
    "correct_member",
    "end_leader",
    "end_unit",
    "member_left",
    "name_leader",
    "name_school_lead",
    "set_force_rule",
    "set_up_unit",
    "take_in",
]
