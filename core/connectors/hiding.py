"""A vendor's words are shown and kept, and may repeat how we signed in: the token is taken out."""

import base64
import binascii
import re
from collections.abc import Iterator

import httpx

_BEARER = re.compile(r"(?i)\bbearer\s+\S+")
_INSTEAD = "***"


def without_token(words: str, answer: httpx.Response) -> str:
    """The same words without what the question was signed with, should somebody echo it."""
    for secret in _signed_with(answer.request.headers.get("Authorization", "")):
        words = words.replace(secret, _INSTEAD)
    return _BEARER.sub(f"Bearer {_INSTEAD}", words)


def _signed_with(header: str) -> Iterator[str]:
    kind, _, sent = header.partition(" ")
    if not sent.strip():
        return
    yield sent.strip()
    if kind.lower() == "basic" and (password := _password(sent)):
        yield password


def _password(sent: str) -> str:
    try:
        return base64.b64decode(sent).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
