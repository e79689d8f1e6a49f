"""What the service makes of HTML: safe, quoted, closed; hardly ever the text that was sent."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_DROPPED = frozenset({"script", "style", "iframe", "object", "embed", "noscript"})
_VOID = frozenset({"br", "img", "hr", "col", "input", "wbr"})
_CLOSES_ITSELF = frozenset({"li", "p", "td", "tr", "th"})
_ADDRESSES = frozenset({"href", "src"})


def sanitised(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    cleaner = _Cleaner()
    cleaner.feed(text)
    cleaner.close()
    return cleaner.result()


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._dropping = 0

    def result(self) -> str:
        return "".join([*self._out, *(f"</{tag}>" for tag in reversed(self._open))])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping += 1
        if self._dropping:
            return
        if tag in _CLOSES_ITSELF and self._open and self._open[-1] == tag:
            self.handle_endtag(tag)
        kept = "".join(
            f' {name}="{escape(value or "")}"' for name, value in attrs if _safe(name, value)
        )
        self._out.append(f"<{tag}{kept}>")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropping = max(0, self._dropping - 1)
            return
        if self._dropping or tag not in self._open:
            return
        while True:
            closed = self._open.pop()
            self._out.append(f"</{closed}>")
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._out.append(escape(data, quote=False).replace("\xa0", "&nbsp;"))


def _safe(name: str, value: str | None) -> bool:
    if name.startswith("on"):
        return False
    scheme = (value or "").strip().lower()
    return not (name in _ADDRESSES and scheme.startswith(("javascript:", "vbscript:", "data:text")))
