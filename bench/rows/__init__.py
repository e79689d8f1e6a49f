"""What is measured: a module for each row, and the list of them all."""

from bench.rows import cold_start, growth, ingest, memory, page, sweep

ROWS = (
    ingest.ROW,
    sweep.QUIET,
    sweep.EDITED,
    *page.PAGES,
    cold_start.ROW,
    growth.ROW,
    memory.ROW,
)
