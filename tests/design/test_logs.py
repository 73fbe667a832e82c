"""A personal link is a key: it stands in no log."""

import logging

import pytest
from django.conf import settings

from lanyard.design.logs import WithoutLinks

TOKEN = "0123456789abcdefghjkmnpqrstv"


@pytest.mark.parametrize("path", [f"/p/{TOKEN}/", f"/p/{TOKEN}", f"/c/{TOKEN}/ask/", f"/p/{TOKEN}?x=1"])
def test_it_takes_the_token_out_of_what_is_logged(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", path), None)
    assert WithoutLinks().filter(record)
    assert TOKEN not in record.getMessage()
    assert record.getMessage().startswith("Gone: /")


def test_it_leaves_other_addresses_alone():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", "/units/x/"), None)
    assert WithoutLinks().filter(record)
    assert record.getMessage() == "Not Found: /units/x/"


def test_it_stands_before_every_handler():
    handlers = settings.LOGGING["handlers"].values()
    assert all("without links" in handler["filters"] for handler in handlers)
