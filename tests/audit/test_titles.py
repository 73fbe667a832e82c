"""Every act that the code enters in the ledger has a name in plain words, and so has every kind of record."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import lanyard
from lanyard.audit import titles
from lanyard.audit.titles import act_title, act_titles, acts, record_titles

HERE = Path(lanyard.__file__).parent
FILES = [path for path in sorted(HERE.rglob("*.py")) if "migrations" not in path.parts]
ADVICE = "{verb} ({where}) has no title: add it to acts({{…}}) in the verbs.py of the room"
# Where one function enters what another was told: the act's place among the arguments, counted without `self`.
PLACES = {"record": 0, "Note": 0, "look": 1}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in FILES:
        yield path, ast.parse(path.read_text())


def places() -> dict[str, int]:
    """Return where each function that enters an act takes its verb: those above and all with a `verb` argument."""
    found = dict(PLACES)
    for _path, tree in trees():
        for item in ast.walk(tree):
            names = [a.arg for a in item.args.args if a.arg != "self"] if isinstance(item, ast.FunctionDef) else []
            if "verb" in names:
                found[item.name] = names.index("verb")
    return found


def words(node: ast.expr) -> Iterator[str]:
    """Yield the verbs that an argument can be; one made of parts as what it begins with and a star."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from words(node.body)
        yield from words(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield f"{getattr(node.values[0], 'value', '')}*"


def verbs() -> Iterator[tuple[str, str]]:
    """Yield every act that the code can enter, and where."""
    known = places()
    for path, tree in trees():
        for call in (item for item in ast.walk(tree) if isinstance(item, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [call.args[known[name]]] if name in known and len(call.args) > known[name] else []
            given += [word.value for word in call.keywords if word.arg == "verb"]
            for verb in (verb for each in given for verb in words(each)):
                yield verb, f"{path.relative_to(HERE)}:{call.lineno}"


def named(verb: str) -> list[str]:
    """Return the titled acts that a verb of the code can be."""
    return [one for one in act_titles() if one == verb or (verb.endswith("*") and one.startswith(verb[:-1]))]


def test_it_has_a_title_for_every_act():
    missing = [ADVICE.format(verb=verb, where=where) for verb, where in verbs() if "." in verb and not named(verb)]
    assert not missing, "\n".join(missing)


def test_it_has_no_title_for_an_act_that_nobody_does():
    done = {one for verb, _where in verbs() for one in named(verb)}
    assert set(act_titles()) == done


def test_it_finds_the_acts_that_are_passed_on_and_those_made_of_parts():
    """The check is worth nothing where it does not look."""
    found = {verb for verb, _where in verbs()}
    assert {"session.started", "person.password-changed", "officers.listed", "assurance.board_seen"} <= found
    assert {"agreement.*", "person.opened", "person.closed"} <= found


def test_it_has_a_title_for_every_kind_of_record_that_can_be_asked_about():
    public = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.startswith("lanyard.") and "public_id" in {field.name for field in model._meta.fields}
    }
    missing = public - set(record_titles())
    assert not missing, f"add {sorted(missing)} to records({{…}}) in the verbs.py of their rooms"


def test_it_says_different_acts_in_different_words():
    said = [str(title) for title in act_titles().values()]
    assert len(set(said)) == len(said)


def test_it_refuses_a_verb_that_is_named_twice_and_lets_an_old_one_stand():
    with pytest.raises(ValueError, match="twice"):
        acts({"session.started": "Began a session"})
    assert act_title("session.started") == "Started a session"
    assert act_title("no.longer-done") == "no.longer-done"
    assert titles.record_title("") == ""
