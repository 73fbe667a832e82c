"""Emptying the database after a test that commits, although the ledger's triggers refuse it.

Only tests do this, on their own throw-away database: the triggers are taken off for the flush and put back in the
same transaction, and what the migrations brought (the ledger's chains) is loaded again for the next test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.apps import apps
from django.core import serializers
from django.db import connections, transaction


def teach_flush(alias: str = "default") -> None:
    """Make the database's flush leave it as it was right after the migrations.

    Taught to the class, not to one connection: a browser's event loop gives the same thread another connection.
    """
    operations = type(connections[alias].ops)
    plain = operations.execute_sql_flush
    fresh = _rows(connections[alias])

    def flush(self, sql_list):
        with transaction.atomic(using=alias), triggers_off(self.connection):
            plain(self, sql_list)
        self.connection.creation.deserialize_db_from_string(fresh)

    operations.execute_sql_flush = flush


def _rows(connection) -> str:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    models = [model for model in apps.get_models() if model._meta.managed and model._meta.db_table in tables]
    rows = chain.from_iterable(model._base_manager.using(connection.alias).order_by("pk") for model in models)
    return serializers.serialize("json", rows)


@contextmanager
def triggers_off(connection) -> Iterator[None]:
    """Take the database's own protection away for a while, as its owner can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Asks for a superuser, or for somebody granted this one setting (.ci/run does).
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)
