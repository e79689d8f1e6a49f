"""What is measured: a module for each row, and the list of them all."""

from bench.rows import apply, catch_up, cold_start, growth, ingest, memory, page, sweep

ROWS = (
    ingest.ROW,
    sweep.QUIET,
    sweep.EDITED,
    *page.PAGES,
    *apply.APPLIES,
    cold_start.ROW,
    growth.ROW,
    memory.ROW,
    catch_up.ROW,
)
