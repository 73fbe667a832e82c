"""What is wrong with a file, and where: in words for the person who chose it."""

from dataclasses import asdict, dataclass
from typing import Any

from lanyard.engines.refusals import Refused


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the line of the file, the column's heading (empty for the whole line) and what to do."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "") if self.line else ""
        return f"{where}: {self.message}" if where else self.message

    def as_json(self) -> dict[str, Any]:
        """Return the problem with the keys of the command's JSON."""
        return asdict(self)


class Unreadable(Refused):
    """The file can't be read any further. Nothing of it is kept."""

    def __init__(self, message: str, line: int = 0, column: str = ""):
        self.problem = Problem(line, column, message)
        super().__init__(str(self.problem), field="file")
