"""What is measured: a module for each row, and the list of them all."""

from bench.rows import catch_up, cold_start, growth, ingest, memory, page, sweep

ROWS = (
    ingest.ROW,
    sweep.QUIET,
    sweep.EDITED,
    *page.PAGES,
    cold_start.ROW,
    growth.ROW,
    memory.ROW,
    catch_up.ROW,
)
