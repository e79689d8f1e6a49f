"""Request bodies as they come over a socket: of a known length, or in chunks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

_WORTH_READING = 1 << 20


class Limited(io.RawIOBase):
    """The next `length` bytes of a stream and not one more, so that a connection can be kept."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._left)
        if not wanted:
            return 0
        piece = self._stream.read1(wanted)
        if not piece:
            raise ConnectionError("the client went away in the middle of its body")
        self._left -= len(piece)
        buffer[: len(piece)] = piece
        return len(piece)

    def drained(self) -> bool:
        """Read away what the app left over; a huge rest is not worth it: close instead."""
        if self._left > _WORTH_READING:
            return False
        while self._left:
            self._left -= len(self._stream.read1(self._left)) or self._left
        return True


def chunks(stream: Any) -> Iterator[bytes]:
    while True:
        size = int(stream.readline(100).partition(b";")[0].strip() or b"0", 16)
        if size == 0:
            break
        yield stream.read(size)
        stream.readline(8)
    while stream.readline(65536).strip():
        pass
