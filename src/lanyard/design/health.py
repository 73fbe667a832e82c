"""What must work before the service can answer: the database, and its tables in the version of the code."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


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
