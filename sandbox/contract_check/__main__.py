"""`python3 dev.py contract-check`: compares a PPM Express tenant with what we assume of it. Nothing
is written to it. Ends with 0 where nothing that we need differs, 1 where something does, 2 where
it was asked wrongly or nobody answered."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import httpx

from sandbox.contract_check.check import NoAnswer, Report, check
from sandbox.contract_check.project import ID
from sandbox.contract_check.reading import Reader, connected
from sandbox.contract_check.table import Show, plain, table

_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/@[\w.~-]+/v\d+(\.\d+)*", re.ASCII)
_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1)[:/]")
_TOKEN = re.compile(r"[!-~]{4,}")
_USAGE = (
    "it takes --url https://HOST/@TENANT/v1.0 and --token TOKEN, and besides them only"
    " --project ID and --out FILE"
)


class Wrong(Exception):
    """One sentence for whoever typed it; it never repeats what was typed."""


@dataclass(frozen=True)
class Asked:
    url: str
    token: str
    project: str
    out: Path | None


def main(arguments: Sequence[str] | None = None) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        asked = _asked(arguments)
    except Wrong as wrong:
        return _refuse(str(wrong))
    try:
        with connected(asked.url, asked.token) as http:
            found = check(Reader(http), asked.url, asked.project, datetime.now(UTC))
    except NoAnswer as nobody:
        return _refuse(_shown(asked.token, str(nobody)))
    print("\n".join(_lines(found, lambda words: _shown(asked.token, words))))
    return _kept(found, asked) or (1 if found.missing else 0)


def _refuse(words: str) -> int:
    print(f"contract-check: {words}", file=sys.stderr)
    return 2


def _asked(arguments: Sequence[str] | None) -> Asked:
    """Raises Wrong."""
    told = _parser().parse_args(arguments)
    asked = Asked(told.url.strip().rstrip("/"), told.token.strip(), told.project, told.out)
    if not _is_address(asked.url):
        raise Wrong("--url has to look like https://api-eu.ppm.express/@tenant/v1.0")
    if asked.url.startswith("http:") and not _LOOPBACK.match(asked.url):
        raise Wrong("--url has to begin with https://, or the token could be read on its way")
    if not _TOKEN.fullmatch(asked.token):
        raise Wrong("--token holds signs that no token has")
    if asked.project and not ID.fullmatch(asked.project):
        raise Wrong("--project takes the id of a project, which holds letters, digits and dashes")
    return asked


def _is_address(url: str) -> bool:
    try:
        port, host = urlsplit(url).port, httpx.URL(url).host
    except (ValueError, httpx.InvalidURL):
        return False
    return bool(host and port != 0 and _URL.fullmatch(url))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """argparse would repeat what was typed, and the token may be in it."""
        raise Wrong(_USAGE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("python3 dev.py contract-check", description=__doc__, allow_abbrev=False)
    parser.add_argument("--url", required=True, help="https://HOST/@TENANT/v1.0")
    parser.add_argument("--token", required=True, help="a personal access token")
    parser.add_argument("--project", default="", help="the project to look at; else the first")
    parser.add_argument("--out", type=Path, help="keeps swagger and fields as they were told")
    return parser


def _shown(token: str, words: str) -> str:
    return plain(words.replace(token, "***"))


def _lines(found: Report, show: Show) -> Iterator[str]:
    yield from table(found.rows, show)
    if found.fields:
        yield from ["", "Fields of tasks (key | label | type):"]
        yield from (f"  {show(each)}" for each in found.fields)
    yield from ["", "Settings to use:"]
    yield from (f"  {show(each)}" for each in found.settings)
    if found.missing:
        yield from ["", f"We need and did not find: {show(', '.join(found.missing))}"]


def _kept(found: Report, asked: Asked) -> int:
    if asked.out is None:
        return 0
    told = json.dumps(_without(asked.token, found.kept), indent=1)
    try:
        asked.out.write_text(told + "\n", encoding="utf-8")
    except OSError as error:
        return _refuse(f"{asked.out} could not be written ({error.strerror})")
    return 0


def _without(token: str, told: object) -> object:
    """The same without the token, should somebody have echoed it."""
    match told:
        case str():
            return told.replace(token, "***")
        case dict():
            return {_without(token, name): _without(token, each) for name, each in told.items()}
        case list():
            return [_without(token, each) for each in told]
    return told


if __name__ == "__main__":
    sys.exit(main())
