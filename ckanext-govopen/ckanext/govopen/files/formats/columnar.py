"""parquet: columns that Polars scans as they lie; every value becomes text, as in all other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..limits import limits
from ..model import Problem, Sheet
from ..reading import Reading, Source

if TYPE_CHECKING:
    import polars as pl

names = {"parquet": "application/vnd.apache.parquet"}
LARGE = 1 << 22
TIMES = 20  # a columnar file may have so many times the cells of a spreadsheet before it is cut


def read(source: Source) -> Reading:
    """The one table of the file."""
    try:
        return scan(source)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001  Polars may panic across the language border
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))


def scan(source: Source) -> Reading:
    """A lazy frame of strings, once run to its end so that damage shows here."""
    import polars as pl

    lazy = pl.scan_parquet(source.path)
    schema = {name: kind for name, kind in lazy.collect_schema().items() if kind != pl.Binary}
    keys = list(schema)[: limits().columns]
    most = TIMES * limits().sheet_cells // max(1, len(keys))
    rows = lazy.select(pl.len()).collect().item()
    cells = lazy.head(most).select(as_text(name, schema[name]).alias(f"c{c}") for c, name in enumerate(keys))
    large = source.path.stat().st_size > LARGE
    frame = cells.with_row_index("n", 2)
    if large:
        frame.select(pl.all().null_count()).collect(engine="streaming")
    else:
        frame = frame.collect().lazy()
    sheets = (Sheet(frame, len(keys), keys=tuple(keys), grid=True, large=large),) if keys else ()
    return Reading(sheets, () if keys else (Problem("empty"),), sampled=rows > most)


def as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as strings: dates in ISO form, whole numbers without a fraction, nested values as JSON."""
    import polars as pl

    cell = pl.col(name)
    if kind.is_float():
        written = cell.cast(pl.String)
        return pl.when(cell == cell.round()).then(written.str.strip_suffix(".0")).otherwise(written)
    if isinstance(kind, pl.Datetime):
        midnight = (cell.dt.truncate("1d") == cell).all()
        return pl.when(midnight).then(cell.dt.strftime("%Y-%m-%d")).otherwise(cell.dt.strftime("%Y-%m-%d %H:%M:%S"))
    if kind.is_nested():
        return pl.struct(cell).struct.json_encode()
    text = cell.cast(pl.String)
    return pl.when(text.str.len_bytes() > 0).then(text)
