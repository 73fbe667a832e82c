"""What must work before the service can answer: the database, and its tables in the version of the code."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

Answer = Callable[[HttpRequest], HttpResponse]

PROBES = ("/healthz", "/readyz")


def probes(get_response: Answer) -> Answer:
    """Answer the health addresses first, by whatever name the machine was called.

    A probe knows the machine by its number and speaks http, which everything behind this refuses or redirects.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info in PROBES:
            return resolve(request.path_info).func(request)
        return get_response(request)

    return answer


def reasons_not_ready() -> list[str]:
    """Return what stops the service from answering, in plain words; empty when it is ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = _waiting_migrations()
    except DatabaseError as broken:
        return [f"The database does not answer ({type(broken).__name__})"]
    if waiting:
        return [f"{len(waiting)} database changes wait to be made, from {waiting[0]}: run bin/lanyard init"]
    return []


def _waiting_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
