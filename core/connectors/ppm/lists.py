"""A list of PPM Express as it comes: read item by item, so that a long one is never held whole."""

import codecs
import json
import zlib
from collections.abc import Callable, Iterable, Iterator


class Envelope:
    """A JSON object around a list under `data`. Going through it reads the list; its `others` are
    known, and whether there was a list, once that is done.

    Raises ValueError where it is anything else than JSON of that form.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._text = _Text(_decoded(chunks))
        self.others: dict[str, object] = {}
        self.is_list = False

    def __iter__(self) -> Iterator[object]:
        text = self._text
        text.expect("{")
        while not text.took("}"):
            name = str(text.value())
            text.expect(":")
            if name == "data" and text.took("["):
                self.is_list = True
                yield from self._items()
            else:
                self.others[name] = text.value()
            if not text.took(","):
                text.expect("}")
                return

    def _items(self) -> Iterator[object]:
        while not self._text.took("]"):
            yield self._text.value()
            if not self._text.took(","):
                self._text.expect("]")
                return


List = Callable[["Kept"], Iterator[object]]
"""What asks for a list, and keeps what is told."""


class Kept:
    """What was told of a list, page by page and packed, to go through its items once more."""

    def __init__(self) -> None:
        self._pages: list[list[bytes]] = []

    def keeping(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """One page's, each of them kept."""
        page: list[bytes] = []
        self._pages.append(page)
        for chunk in chunks:
            page.append(zlib.compress(chunk, 1))
            yield chunk

    def __iter__(self) -> Iterator[object]:
        for page in self._pages:
            yield from Envelope(map(zlib.decompress, page))


class _Text:
    """JSON that comes in pieces, taken sign by sign or value by value."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._held, self._at = "", 0

    @property
    def is_over(self) -> bool:
        return self._next() == ""

    def took(self, sign: str) -> bool:
        """Whether that comes next; then it is passed."""
        found = self._next() == sign
        self._at += found
        return found

    def expect(self, sign: str) -> None:
        if not self.took(sign):
            raise ValueError(f"{sign} was expected")

    def value(self) -> object:
        if self.is_over:
            raise ValueError("it ends too early")
        while True:
            try:
                found, end = _DECODER.raw_decode(self._held, self._at)
            except RecursionError as error:
                raise ValueError("nested too deeply") from error
            except ValueError:
                if not self._more():
                    raise
                continue
            # A number that ends about where we hold no more may go on: 1 and 1. and 1.5.
            if not self._held[end : end + 3].strip(_IN_NUMBERS) and self._more():
                continue
            self._at = end
            return found

    def _next(self) -> str:
        while True:
            while self._at < len(self._held):
                sign = self._held[self._at]
                if sign not in " \t\r\n":
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def _more(self) -> bool:
        piece = next((each for each in self._pieces if each), "")
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)


_IN_NUMBERS = "0123456789.eE+-"
# NaN, which would equal nothing, is kept as text.
_DECODER = json.JSONDecoder(parse_constant=str)


def _decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
