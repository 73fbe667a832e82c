"""A head teacher reads in the school's class list, says who is who, and joins two records: in a real browser."""

import pytest
from django.urls import reverse

from lanyard.units.models import Child
from tests.cast_units import began_at
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.stage import choose, follow, is_sound, press, says
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.journey, pytest.mark.capability("NEV-8"), pytest.mark.django_db(transaction=True)]
LIST = """Surname,Forename,DOB,Year Group,Reg Group,UPN,Parent 1 name,Parent 1 email,Parent 1 parental responsibility
Kahn,Ayesha,12/3/2017,Year 5,5 Oak,Z1,Sara Khan,sara@example.org,Yes
O'Neil,Zoë,1/10/2016,Year 5,5 Oak,Z2,Ciara O'Neil,ciara@example.org,Yes
"""


@pytest.fixture
def head(northshire, signed_in_as, live_server) -> list[dict]:
    """The cookie of a head teacher who is signed in."""
    client = signed_in_as(northshire.people["head-teacher"])
    name, value = next((key, morsel.value) for key, morsel in client.cookies.items())
    return [{"name": name, "value": value, "url": live_server.url}]


@pytest.mark.parametrize(("width", "scripts"), [(NARROW, False), (WIDE, True)])
def test_a_head_teacher_reads_in_a_list_and_joins_two_records(open_page, northshire, head, width, scripts):
    ayesha = {"given_name": "Ayesha", "family_name": "Khan", "date_of_birth": "2017-03-12", "year_group": 5}
    Child.objects.create(school=northshire.school, recorded_at=began_at(TODAY), **ayesha)
    path = reverse("units:children", args=[northshire.school.public_id])
    page = is_sound(open_page(path, cookies=head, width=width, scripts=scripts))
    is_sound(follow(page, "Read in a class list"))
    page.get_by_label("Class list").set_input_files(
        {"name": "5 Oak.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    )
    press(page, "Read")
    assert "Not read, because nothing needs it: UPN" in says(is_sound(page))
    press(page, "Show what would change")
    assert "last name differs by one letter or space" in says(is_sound(page))
    press(page, "Accept the list")
    assert "Say whether Ayesha Kahn is there already" in says(is_sound(page))
    choose(page, "Line 2: Ayesha Kahn, Year 5", "Another child: add them")
    press(page, "Accept the list")
    assert "3 children" in says(is_sound(page))
    is_sound(follow(page, "Zoë O'Neil"))
    page.goto(page.url.split("/children/")[0] + path)
    is_sound(follow(page, "Children who may be here twice"))
    is_sound(follow(page, "Look at both"))
    choose(page, "Which record is kept?", "Ayesha Khan, Year 5")
    press(page, "They are one child")
    assert "Ayesha Kahn joined to Ayesha Khan" in says(is_sound(page))
    press(page, "Take apart")
    assert "The records are taken apart again" in says(page)
