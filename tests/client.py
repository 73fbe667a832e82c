"""A client that checks every page it gets, so that no test can pass on a page that is broken for its readers."""

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from django.test import Client

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class CheckingClient(Client):
    """Django's test client; an HTML answer that breaks a rule of `faults` fails the test."""

    def request(self, **request) -> HttpResponse:
        """Make the request and check the page that comes back."""
        response = super().request(**request)
        if is_page(response):
            found = faults(response.content.decode(response.charset))
            assert not found, f"{request.get('PATH_INFO')} ({response.status_code}): " + "; ".join(found)
        return response


def is_page(response: HttpResponse) -> bool:
    """Say whether the answer is a whole HTML page."""
    return not response.streaming and response.content != b"" and response["Content-Type"].startswith("text/html")


def faults(page: str) -> list[str]:
    """Return what is wrong with a page: its HTML, its title, its headings, its ids, its labels."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    invalid = [f"invalid HTML, line {line}: {code} {told}" for (line, _), code, told in parser.errors]
    return invalid + _title(tree) + _headings(tree) + _ids(tree) + _labels(tree)


def _title(tree: Element) -> list[str]:
    words = "".join(tree.find("head/title").itertext()) if tree.find("head/title") is not None else ""
    own = words.partition(" – ")[0].strip()
    return [] if own else ["no title of its own"]


def _headings(tree: Element) -> list[str]:
    headings = ["".join(h.itertext()).strip() for h in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return []
    return [f"{len(headings)} h1 headings {headings}: a page has one, with words"]


def _ids(tree: Element) -> list[str]:
    counts = Counter(e.get("id") for e in tree.iter() if e.get("id") is not None)
    repeated = [f"id {name!r} is used {count} times" for name, count in counts.items() if count > 1]
    named = [(key, word) for e in tree.iter() for key in REFERENCES for word in e.get(key, "").split()]
    dangling = [f"{key} names {word!r}, which is not there" for key, word in named if word not in counts]
    return repeated + dangling


def _labels(tree: Element) -> list[str]:
    labelled = {label.get("for") for label in tree.iter("label") if "".join(label.itertext()).strip()}
    wrapped = {id(e) for label in tree.iter("label") for e in label.iter()}
    return [
        f"<{e.tag} name={e.get('name')!r}> has no label"
        for e in tree.iter()
        if e.tag in {"input", "select", "textarea"}
        and e.get("type") not in UNLABELLED
        and not (e.get("aria-label") or e.get("aria-labelledby") or e.get("id") in labelled or id(e) in wrapped)
    ]
