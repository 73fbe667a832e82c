"""A class list read in at the demonstration's good school: twins told apart, and two records that were one child."""

from django.utils import timezone

from lanyard.demo.people import Staff
from lanyard.organisations.models import Organisation
from lanyard.units.actions.class_lists import accept_class_list
from lanyard.units.actions.merging import merge_children
from lanyard.units.classlist.compare import ANOTHER, Outcome
from lanyard.units.classlist.whole import look_through, open_list
from lanyard.units.models import Child

LIST = """First name,Last name,Date of birth,Year group,Class,Gender,Parent 1 name,Relationship,Parent 1 email,PR
Jan,Horvat,14/2/{born},Year 5,Oak,boy,Eva Horvat,mother,eva.horvat@example.org,yes
Jana,Horvat,14/2/{born},Year 5,Oak,girl,Eva Horvat,mother,eva.horvat@example.org,yes
Megan,Pryce,3/5/{born},Year 5,Ash,girl,Sian Pryce,mother,sian.pryce@example.org,yes
Meghan,Pryce,3/5/{born},Year 5,Ash,girl,Sian Pryce,mother,sian.pryce@example.org,yes
"""


def read_in_list(staff: Staff, school: Organisation) -> None:
    """Read in a short list; everybody was taken for another child, and one pair was one child after all."""
    teacher, today = staff.at(school, "programme-teacher"), timezone.localdate()
    born = today.year - 9 - (today.month < 9)  # of Year 5 in the school year that runs
    table, columns = open_list(LIST.format(born=born).encode(), today)
    found = look_through(school, table, columns, today)
    answers = {line.row.line: ANOTHER for line in found.comparison.of(Outcome.DOUBTFUL)}
    accept_class_list(teacher, school, found.listing.children, answers, mark=found.comparison.mark())
    megan, meghan = Child.objects.filter(school=school, family_name="Pryce").order_by("pk")
    merge_children(teacher, megan, meghan)
