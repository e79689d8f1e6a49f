"""What is measured: a module for each row, and the list of them all."""

from bench.rows import (
    apply,
    burst,
    catch_up,
    cold_start,
    growth,
    ingest,
    memory,
    page,
    refresh,
    sweep,
)

ROWS = (
    ingest.ROW,
    refresh.ROW,
    burst.ROW,
    sweep.QUIET,
    sweep.EDITED,
    *page.PAGES,
    *apply.APPLIES,
    cold_start.ROW,
    growth.ROW,
    memory.ROW,
    catch_up.ROW,
)
