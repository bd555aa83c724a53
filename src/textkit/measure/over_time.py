"""Values along the years: a running median shows the drift that single documents hide."""

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.measure.tracing import measure
from textkit.schema import require_columns

__all__ = ["running_median"]


@measure
def running_median(table: pd.DataFrame, value: str, *, year: str = "year", window: int = 15) -> pd.DataFrame:
    """Median of ``value`` over the ``window`` years around each year from the first to the last.

    The median is robust against the single extraordinary document; at both ends fewer years stand behind it. It
    describes and does not test: a drift may come from the genre (spoken or written) as much as from the time.

    Parameters
    ----------
    table : DataFrame
        One row per document: ``year`` (a number) and ``value``. Rows without either are left out.
    value : str
        The column to smooth.
    window : int
        Width in years, centred.

    Returns
    -------
    DataFrame
        ``year``, ``value`` (NaN where the window holds no document), n (documents in the window). ``attrs["window"]``
        is the width.

    Raises
    ------
    MissingColumnError
        If a column is missing.
    OptionError
        If ``window`` is below 1.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"year": [1800, 1801, 1802, 1810], "words": [10, 30, 20, 50]})
    >>> running_median(table, "words", window=5).query("year in (1801, 1806, 1810)").values.tolist()
    [[1801.0, 20.0, 3.0], [1806.0, nan, 0.0], [1810.0, 50.0, 1.0]]
    """
    require_columns(table, [year, value], table="values over time")
    if year == value or "n" in (year, value):
        raise OptionError("year and value must be two columns, and n is a column of the result: rename yours.")
    if window < 1:
        raise OptionError(f"window must be 1 year or more, not {window}.")
    known = table[[year, value]].apply(pd.to_numeric, errors="coerce").dropna()
    when, values = known[year].to_numpy(dtype=float), known[value].to_numpy(dtype=float)
    years = np.arange(when.min(), when.max() + 1) if len(when) else np.array([])
    near = [values[np.abs(when - centre) <= window / 2] for centre in years]
    medians = [float(np.median(part)) if len(part) else np.nan for part in near]
    smooth = pd.DataFrame({year: years.astype(int), value: medians, "n": [len(part) for part in near]})
    smooth.attrs["window"] = window
    return smooth
