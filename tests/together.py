"""Several people at the same record at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from lanyard.engines.refusals import Conflict


def together(*acts: Callable[[], object]) -> list[object]:
    """Do things at once, each on its own connection; return what each returned, or the conflict it met.

    The test that calls it must commit: `pytest.mark.django_db(transaction=True)`.
    """
    line = Barrier(len(acts))

    def run(act):
        line.wait()
        try:
            return act()
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
