"""The checking client finds what would be broken for a reader."""

import pytest

from tests.client import faults

WHOLE = "<!doctype html><html lang=en><head><title>Units – Lanyard</title></head><body>{}</body></html>"


def page(body: str) -> str:
    return WHOLE.format(body)


def test_it_finds_nothing_wrong_with_a_whole_page():
    body = '<h1>Units</h1><form><label for="a">Name</label><input id="a" name="a"></form><label>B <input></label>'
    assert faults(page(body)) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>No heading</p>", "0 h1 headings"),
        ("<h1>One</h1><h1>Two</h1>", "2 h1 headings"),
        ("<h1></h1>", "1 h1 headings"),
        ("<h1>A</h1><p id=x></p><p id=x></p>", "used 2 times"),
        ("<h1>A</h1><label for=gone>B</label>", "not there"),
        ("<h1>A</h1><input name=q>", "has no label"),
        ("<h1>A</h1><select name=q></select>", "has no label"),
        ("<h1>A</h1><label for=t></label><textarea id=t></textarea>", "has no label"),
        ("<h1>A</h1><p><div></p>", "invalid HTML"),
    ],
)
def test_it_says_what_is_wrong(body, said):
    assert any(said in fault for fault in faults(page(body)))


def test_it_asks_for_a_title_of_the_pages_own():
    empty = page("<h1>A</h1>").replace("Units – Lanyard", " – Lanyard")
    assert faults(empty) == ["no title of its own"]
