"""A description as the product's editor keeps it: HTML, or the words alone."""

from __future__ import annotations

import re
from html import escape, unescape

from sandbox.ppm.switches import RichText

_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_LINE_END = re.compile(r"<br\s*/?>|</(p|div|li|h\d|tr)\s*>", re.IGNORECASE)


def shown(text: str, mode: RichText) -> str:
    return as_html(text) if mode is RichText.HTML else as_plain(text)


def as_html(text: str) -> str:
    if _TAG.search(text):
        return _DROPPED.sub("", text)
    paragraphs = (escape(line, quote=False) for line in text.splitlines() if line.strip())
    return "".join(f"<p>{line}</p>" for line in paragraphs)


def as_plain(text: str) -> str:
    if not _TAG.search(text):
        return text
    lines = _LINE_END.sub("\n", _DROPPED.sub("", text))
    return unescape(_TAG.sub("", lines)).strip()
