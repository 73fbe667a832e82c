"""The command for the timer, and the checks of the settings."""

import json

import pytest
from django.db import transaction

from lanyard import cli
from lanyard.notices.actions import notify
from lanyard.notices.checks import check_notify, check_outbox


@pytest.fixture
def waiting(northshire, settings, tmp_path):
    settings.NOTICES_BACKEND, settings.OUTBOX_DIR = "file", tmp_path / "outbox"
    with transaction.atomic():
        notify([northshire.people["spoc"], northshire.people["dsl"]], "A school has signed", "Read it")
    return settings


def deliver(capsys, *words):
    parser = cli.build_parser()
    args = parser.parse_args(["deliver", *words])
    args.json = True
    return args.run(args), json.loads(capsys.readouterr().out)


def test_it_sends_what_is_waiting_and_says_how_many(waiting, capsys):
    assert deliver(capsys) == (0, {"sent": 2, "failed": 0})
    assert deliver(capsys) == (0, {"sent": 0, "failed": 0})


def test_it_sends_at_most_so_many(waiting, capsys):
    assert deliver(capsys, "--limit", "1") == (0, {"sent": 1, "failed": 0})


def test_it_says_with_its_exit_code_that_some_did_not_go(waiting, capsys, tmp_path):
    (tmp_path / "a file").write_text("where a folder should be")
    waiting.OUTBOX_DIR = tmp_path / "a file"
    assert deliver(capsys) == (1, {"sent": 0, "failed": 2})


def test_it_refuses_notify_without_its_key(settings):
    settings.NOTICES_BACKEND, settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = "notify", "", "x"
    assert [found.id for found in check_notify()] == ["lanyard.E010"]
    settings.NOTIFY_API_KEY = "key"
    assert check_notify() == []


def test_it_warns_that_a_folder_reaches_nobody_outside_the_demonstration(settings):
    settings.NOTICES_BACKEND, settings.DEMO = "file", False
    assert [found.id for found in check_outbox()] == ["lanyard.W011"]
    settings.DEMO = True
    assert check_outbox() == []
