"""Rich text: the words it says, and the part of its HTML that may cross to the other side."""

import html
import re
import unicodedata
from html.parser import HTMLParser

from core.model.items import LongText, Value, fingerprint

LONG = 1024
"""Texts of more characters are kept as fingerprints and their beginning."""

_BEGINNING = 200
_MARKUP = 20
"""How many characters it may take to say one, tags and all."""
_KEPT = {
    "a": ("href",), "b": (), "blockquote": (), "br": (), "code": (), "div": (), "em": (),
    "h1": (), "h2": (), "h3": (), "h4": (), "h5": (), "h6": (), "hr": (), "i": (),
    "img": ("src", "alt"), "li": (), "ol": (), "p": (), "pre": (), "s": (), "span": (),
    "strong": (), "sub": (), "sup": (), "table": (), "tbody": (), "td": (), "th": (),
    "thead": (), "tr": (), "u": (), "ul": (),
}  # fmt: skip
_EMPTY = {"br", "hr", "img"}
_SILENT = {"script", "style", "template", "title", "head", "iframe", "object"}
_BREAKS = {
    "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_STRAY = re.compile(r"<(?![^<>]*>)")
_TAG = re.compile(r"<[^<>]*>")
_OPEN = re.compile(r"<[^<>]*$")
_UNSEEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_SAFE_ADDRESS = re.compile(r"^\s*(https?:|mailto:)", re.IGNORECASE)


def _tamed(markup: str) -> str:
    """Each `<` that opens no tag as the character it is: parsing them takes for ever."""
    return _STRAY.sub("&lt;", markup)


def settled(text: str) -> str:
    """A text without the differences nobody sees: white space, line ends, composed letters."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def words(markup: str) -> str:
    """What the HTML says, one block a line; tags, images and formats leave no trace.

    It is read from the safe form, so that a text that was carried over says the same there.
    """
    reader = _Words()
    reader.feed(safe(markup))
    reader.close()
    return settled("".join(reader.found))


def glimpse(markup: str, longest: int) -> str:
    """How a rich text begins, in one line: quicker than `words`, and for nothing but a look."""
    begins = markup[: longest * _MARKUP]
    if len(begins) < len(markup):
        begins = _OPEN.sub("", begins)
    line = " ".join(html.unescape(_TAG.sub(" ", _UNSEEN.sub(" ", begins))).split())
    return f"{line[:longest]} …" if len(line) > longest or len(begins) < len(markup) else line


def safe(markup: str) -> str:
    """The same HTML built anew from a short list of harmless tags and attributes."""
    try:
        writer = _Safe()
        writer.feed(_tamed(markup))
        writer.close()
    except (AssertionError, ValueError):  # the parser's way to say that this is no HTML
        return as_markup(_TAG.sub(" ", markup))
    return "".join(writer.found) + "".join(f"</{tag}>" for tag in reversed(writer.open))


def as_markup(text: str) -> str:
    """Plain text as HTML."""
    return "<br>".join(html.escape(line) for line in text.splitlines())


def said(text: str) -> str:
    """A text by its fingerprint; nothing said is empty, whatever it took to say it."""
    return fingerprint(text) if text else ""


def fold(value: Value) -> Value:
    """A long text as its fingerprints and beginning; everything else as it is."""
    if not isinstance(value, str) or len(value) <= LONG:
        return value
    told = words(value)
    return LongText(
        raw=fingerprint(value),
        text=said(settled(value)),
        rich=said(told),
        beginning=told[:_BEGINNING],
    )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


class _Safe(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag not in _KEPT or self._silent:
            return
        kept = "".join(
            f' {name}="{html.escape(value)}"'
            for name, value in attrs
            if value and name in _KEPT[tag] and (name == "alt" or _SAFE_ADDRESS.match(value))
        )
        self.found.append(f"<{tag}{kept}>")
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        elif tag in self.open and not self._silent:
            while (last := self.open.pop()) != tag:
                self.found.append(f"</{last}>")
            self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(html.escape(data, quote=False))
