"""A table of plain text; nothing that the vendor told can steer the terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from sandbox.contract_check.rows import Row

_HEAD = ("what", "assumed", "found", "verdict")
_WIDTHS = (36, 34, 52, 16)
_LONGEST = 400


Show = Callable[[str], str]
"""Makes of words what may be shown; before they are cut to lines, which would hide a token."""


def table(rows: Iterable[Row], show: Show) -> Iterator[str]:
    yield from _lines(_HEAD)
    yield from _lines(["-" * width for width in _WIDTHS])
    for row in rows:
        verdict = f"{row.verdict}, needed" if row.missing else str(row.verdict)
        yield from _lines([show(row.what), show(row.assumed), show(row.found), verdict])


def _lines(cells: Sequence[str]) -> Iterator[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""]
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ]
    for parts in zip_longest(*wrapped, fillvalue=""):
        padded = (part.ljust(width) for part, width in zip(parts, _WIDTHS, strict=True))
        yield "  ".join(padded).rstrip()


def plain(words: str) -> str:
    """Without control, format and private signs, and no longer than anybody reads."""
    shown = "".join(_sign(each) for each in words[:_LONGEST])
    return shown if len(words) <= _LONGEST else shown + "…"


def _sign(sign: str) -> str:
    if sign in "\n\r\t":
        return " "
    return "?" if unicodedata.category(sign).startswith(("C", "Zl", "Zp")) else sign
