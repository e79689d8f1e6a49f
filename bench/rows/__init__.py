"""What is measured: a module for each row, and the list of them all."""

from bench.rows import ingest

ROWS = (ingest.ROW,)
