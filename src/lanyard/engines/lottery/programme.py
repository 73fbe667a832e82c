"""Linear and whole-number programmes, solved by HiGHS: always one thread, always the same seed."""

from collections.abc import Sequence

import highspy
import numpy as np

FREE = highspy.kHighsInf
EXACT = 1e-10  # the smallest tolerance that the solver takes


class Programme:
    """Columns within bounds, rows within bounds; the objective is made as small as can be, or as large."""

    def __init__(self, matrix: np.ndarray, columns: tuple, rows: tuple, whole: int = 0, largest: bool = False):
        """Take (cost, lower, upper) of the columns, (lower, upper) of the rows; the last `whole` columns are whole."""
        self._solver = _quiet_solver()
        self._columns = np.arange(matrix.shape[1], dtype=np.int32)
        self._rows = np.arange(matrix.shape[0], dtype=np.int32)
        self._solver.passModel(_model(matrix, columns, rows, whole, largest))

    def set_costs(self, costs: np.ndarray) -> None:
        """Change the objective."""
        self._solver.changeColsCost(len(self._columns), self._columns, costs)

    def set_columns(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """Change the bounds of all columns."""
        self._solver.changeColsBounds(len(self._columns), self._columns, lower, upper)

    def set_rows(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """Change the bounds of all rows."""
        for row in self._rows:
            self._solver.changeRowBounds(int(row), lower[row], upper[row])

    def add_column(self, cost: float, values: np.ndarray) -> None:
        """Add a column from 0 upwards."""
        rows = np.nonzero(values)[0].astype(np.int32)
        self._solver.addCol(cost, 0.0, FREE, len(rows), rows, values[rows])

    def solve(self) -> bool:
        """Solve from where the last solution stood; False when nothing satisfies all. Raises RuntimeError: gave up."""
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return True
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return False
        raise RuntimeError(f"the solver gave up: {self._solver.modelStatusToString(status)}")

    @property
    def objective(self) -> float:
        """The value reached."""
        return self._solver.getInfo().objective_function_value

    @property
    def values(self) -> np.ndarray:
        """The value of each column."""
        return np.array(self._solver.getSolution().col_value)

    @property
    def prices(self) -> np.ndarray:
        """The price (dual value) of each row."""
        return np.array(self._solver.getSolution().row_dual)


def whole_numbers(matrix: np.ndarray, columns: tuple, rows: tuple, largest: bool = False) -> np.ndarray | None:
    """Return the best whole numbers within all bounds, or None where there are none."""
    found = Programme(matrix, columns, rows, whole=matrix.shape[1], largest=largest)
    return np.round(found.values) if found.solve() else None


def _quiet_solver() -> highspy.Highs:
    solver = highspy.Highs()
    solver.silent()
    settings: Sequence[tuple[str, int | float]] = (
        ("threads", 1), ("random_seed", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-7),
        ("primal_feasibility_tolerance", EXACT), ("dual_feasibility_tolerance", EXACT),
    )  # fmt: skip
    for name, value in settings:
        solver.setOptionValue(name, value)
    return solver


def _model(matrix: np.ndarray, columns: tuple, rows: tuple, whole: int, largest: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = (np.asarray(part, dtype=float) for part in columns)
    model.row_lower_, model.row_upper_ = (np.asarray(part, dtype=float) for part in rows)
    by_column = matrix.T
    column, row = np.nonzero(by_column)
    filled = np.bincount(column, minlength=matrix.shape[1])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(filled)]).astype(np.int32)
    model.a_matrix_.index_ = row.astype(np.int32)
    model.a_matrix_.value_ = by_column[column, row]
    if largest:
        model.sense_ = highspy.ObjSense.kMaximize
    if whole:
        parts = [highspy.HighsVarType.kContinuous] * (matrix.shape[1] - whole)
        model.integrality_ = [*parts, *[highspy.HighsVarType.kInteger] * whole]
    return model
