"""The ledger refuses to be changed, and names the first entry that was changed all the same."""

import json
from argparse import Namespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lanyard.audit.commands import verify_audit
from lanyard.audit.ledger import Note, append
from lanyard.audit.models import Chain, Entry
from lanyard.audit.verification import verify
from tests.audit.tampering import SOMEBODY, edit, forge, guard_off, hash_of, remove, swap, write

CHAINS = st.lists(st.integers(1, 4), min_size=2, max_size=12)


@pytest.mark.django_db
class TestRefusing:
    """The database itself says no, to the program as to anybody else."""

    @pytest.mark.parametrize("change", [{"verb": "other"}, {"hash": "0" * 64}, {"actor_name": ""}])
    def test_it_refuses_to_change_an_entry(self, change):
        write([1])
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.update(**change)

    def test_it_refuses_to_remove_an_entry(self):
        write([1])
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.all().delete()

    def test_it_refuses_to_put_an_entry_in_anothers_place(self):
        numbers = write([1])
        kept = Entry.objects.values().get()
        columns = ", ".join(f'"{name}"' for name in kept)
        replacing = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        sql = f"{replacing} INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry WHERE number = %s"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [numbers[0]])
        assert Entry.objects.values().get() == kept

    def test_it_writes_only_inside_a_transaction(self, monkeypatch):
        monkeypatch.setattr("lanyard.audit.ledger.connection", type("Outside", (), {"in_atomic_block": False}))
        with pytest.raises(transaction.TransactionManagementError):
            append([Note("thing.changed", SOMEBODY)])


@pytest.mark.django_db
class TestFinding:
    """What was done behind its back is found and named."""

    def test_an_empty_ledger_is_intact(self):
        assert verify().intact
        assert verify().entries == 0

    def test_it_finds_a_whole_ledger_intact_and_says_how_long_it_is(self):
        write([1, 2, 1, 3, 1])
        found = verify()
        assert (found.intact, found.entries, found.first_broken) == (True, 5, None)
        assert sorted(found.heads) == [1, 2, 3]

    @pytest.mark.parametrize(
        "values",
        [
            {"verb": "other"}, {"actor": 2}, {"actor_name": "Nobody"}, {"organisation": 8}, {"force": None},
            {"subjects": [9]}, {"detail": {}}, {"kind": "look"}, {"subject_kind": ""}, {"previous_hash": "1" * 64},
            {"chain_id": 2}, {"hash": "1" * 64}, {"previous_number": None},
        ],
    )  # fmt: skip
    def test_it_names_an_entry_of_which_any_value_was_edited(self, values):
        numbers = write([1, 1, 1])
        edit(numbers[1], **values)
        assert verify().first_broken == numbers[1]

    def test_it_sees_a_microsecond(self):
        numbers = write([1, 1])
        at = Entry.objects.get(number=numbers[0]).at
        edit(numbers[0], at=at.replace(microsecond=at.microsecond ^ 1))
        assert verify().first_broken == numbers[0]

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_it_names_an_edited_entry_although_its_hash_was_made_to_fit(self, place):
        numbers = write([1, 1, 1])
        edit(numbers[place], rehash=True, verb="other")
        assert verify().first_broken == numbers[place]

    @pytest.mark.parametrize("taken", [[0], [1], [3], [1, 2], [2, 3], [0, 1, 2, 3]])
    def test_it_names_the_first_of_the_entries_that_were_removed(self, taken):
        numbers = write([1, 1, 1, 1])
        remove(*(numbers[place] for place in taken))
        found = verify()
        assert found.first_broken == numbers[taken[0]]
        assert found.entries == 4 - len(taken)

    def test_it_names_an_entry_that_was_put_in_at_the_end(self):
        numbers = write([1, 1])
        forge(numbers[-1] + 1, like=numbers[-1])
        assert verify().first_broken == numbers[-1] + 1

    def test_it_names_an_entry_that_was_put_in_between(self):
        numbers = write([1, 1])
        forge(numbers[-1] + 5, like=numbers[-1])
        write([1])
        edit_chain = Chain.objects.get(pk=1)
        assert edit_chain.length == 3
        assert verify().first_broken == numbers[-1] + 5

    def test_it_finds_an_end_cut_off_although_the_head_was_set_back(self):
        numbers = write([1, 1, 1])
        Chain.objects.filter(pk=1).update(head_number=numbers[1])
        remove(numbers[2])
        assert not verify().intact

    def test_it_names_an_entry_that_was_put_in_a_chain_that_is_not_there(self):
        numbers = write([1, 1])
        edit(numbers[1], rehash=True, chain_id=99)
        Chain.objects.filter(pk=1).update(length=1, head_number=numbers[0], head_hash=hash_of(numbers[0]))
        assert verify().first_broken == numbers[1]
        edit(numbers[1], chain_id=1)  # the database itself would refuse to commit it

    @pytest.mark.parametrize("instead", [False, True])
    def test_it_sees_that_the_databases_own_refusal_was_taken_off(self, instead):
        assert verify().guarded
        with guard_off(instead):
            assert not verify().guarded
        assert verify().guarded


class TestAnyTampering(TestCase):
    """Whatever is done to whichever entry of whichever chain, the first is named."""

    @settings(max_examples=15, deadline=None)
    @given(CHAINS, st.data())
    def test_it_names_the_first_of_all_that_was_edited(self, chains, data):
        numbers = write(chains)
        assert verify().intact
        hit = data.draw(st.sets(st.sampled_from(numbers), min_size=1))
        for number in hit:
            edit(number, rehash=data.draw(st.booleans()), detail={"n": -1})
        assert verify().first_broken == min(hit)

    @settings(max_examples=15, deadline=None)
    @given(CHAINS, st.data())
    def test_it_names_the_first_of_all_that_was_removed(self, chains, data):
        numbers = write(chains)
        hit = data.draw(st.sets(st.sampled_from(numbers), min_size=1))
        remove(*hit)
        assert verify().first_broken == min(hit)

    @settings(max_examples=15, deadline=None)
    @given(CHAINS, st.data(), st.booleans())
    def test_it_names_the_first_of_two_that_changed_places(self, chains, data, rehash):
        numbers = write(chains)
        hit = data.draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=2, unique=True))
        swap(*hit, rehash=rehash)
        assert verify().first_broken == min(hit)


@pytest.mark.django_db
class TestCommand:
    """What `lanyard verify-audit` says."""

    def test_it_answers_yes_for_a_whole_ledger(self, capsys):
        write([1, 1])
        assert verify_audit(Namespace(json=True)) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["entries"], said["intact"], said["first_broken"]) == (2, True, None)

    def test_it_answers_no_and_names_the_entry(self, capsys):
        numbers = write([1, 1])
        edit(numbers[0], verb="other")
        assert verify_audit(Namespace(json=True)) == 1
        assert json.loads(capsys.readouterr().out)["first_broken"] == numbers[0]
        assert verify_audit(Namespace(json=False)) == 1
        assert f"number {numbers[0]}," in capsys.readouterr().out

    def test_it_answers_no_where_the_ledger_is_whole_but_unguarded(self, capsys):
        write([1])
        with guard_off():
            assert verify_audit(Namespace(json=True)) == 1
            assert json.loads(capsys.readouterr().out)["guarded"] is False
            assert verify_audit(Namespace(json=False)) == 1
            assert "protection of the ledger has been taken off" in capsys.readouterr().out
