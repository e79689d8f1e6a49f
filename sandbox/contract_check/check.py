"""The whole comparison, part by part; one that cannot be read is a row like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.connectors.ppm.catalogue import Catalogue, catalogue
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.tasks import Task
from core.model.rules import Terms
from sandbox.contract_check.account import account_rows, header_rows, webhook_rows
from sandbox.contract_check.fields import field_rows, listing, mark_fields, mark_row
from sandbox.contract_check.places import Forest, place_rows
from sandbox.contract_check.project import look
from sandbox.contract_check.reading import Reader, Unread
from sandbox.contract_check.rows import Row, Rows, Verdict
from sandbox.contract_check.shapes import date_format, date_formats, rich_text, shape_rows
from sandbox.contract_check.spec_rows import spec_rows

_FORBIDDEN = 403


class NoAnswer(Exception):
    """Nobody there answers as PPM Express would; the words are one sentence for a person."""


@dataclass(frozen=True)
class Report:
    """`kept` is what was told word by word, for whoever wants to look at it later."""

    rows: Sequence[Row]
    fields: Sequence[str]
    settings: Sequence[str]
    kept: Mapping[str, object] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [row.what for row in self.rows if row.missing]


def check(reader: Reader, url: str, project: str, now: datetime) -> Report:
    """Raises NoAnswer."""
    kept: dict[str, object] = {}
    rows = list(_account_rows(reader, now))
    rows += spec_rows(reader, kept)
    told_fields, known = _fields(reader, rows)
    kept["Fields/Task"] = told_fields
    looked = look(reader, project)
    rows += looked.rows
    if looked.tasks:
        rows += shape_rows(known, looked.tasks)
        rows += place_rows(Forest.of(known, looked.tasks), known)
    rows.append(_people_row(reader))
    rows += webhook_rows(reader)
    rows += header_rows(reader)
    return Report(rows, listing(told_fields), _settings(url, known, looked.tasks), kept)


def _account_rows(reader: Reader, now: datetime) -> Rows:
    try:
        me = reader.one("Me", "the account of this token")
    except Unread as unread:
        if unread.status != _FORBIDDEN:
            raise NoAnswer(_no_answer(unread)) from unread
        yield Row("Account", "can be read", unread.words, unread.verdict, needed=True)
        return
    yield from account_rows(me, now)


def _no_answer(unread: Unread) -> str:
    if unread.status == 401:
        return "PPM Express does not accept this token: make a new one on its Automation page."
    if unread.status == 404:
        return f"There is no such tenant: look up the API URL on the Automation page ({unread})."
    return f"Nothing there answers as PPM Express would: {unread}."


def _fields(reader: Reader, rows: list[Row]) -> tuple[Sequence[object], Catalogue]:
    """The field catalogue as it was told and as we read it; what it tells goes to `rows`."""
    try:
        told = reader.rows("Fields/Task", "the fields of tasks")
    except Unread as unread:
        row = Row("Fields of tasks", "can be read", unread.words, unread.verdict, needed=True)
        rows.append(row)
        return [], Catalogue()
    known = catalogue(told)
    rows += field_rows(told, known)
    rows.append(mark_row(known))
    return told, known


def _people_row(reader: Reader) -> Row:
    what, assumed = "Resources", "can be read"
    try:
        found = reader.rows("Resources", "the resources")
    except Unread as unread:
        return Row(what, assumed, unread.words, unread.verdict, needed=True)
    return Row(what, assumed, f"{len(found)} people", Verdict.OK, needed=True)


def _settings(url: str, known: Catalogue, tasks: Sequence[Task]) -> list[str]:
    """What to set, and where it is a default because nothing told otherwise."""
    mode = Forest.of(known, tasks).mode
    written = date_format(date_formats(known, tasks))
    said = rich_text(known, tasks)
    marks = mark_fields(known)
    return [
        f"PPM_URL={url}",
        f"PPM_HIERARCHY={mode}",
        f"PPM_DATE_FORMAT={written or PpmSettings.date_write_format}{_default(written)}",
        *([f"PPM_LINK_FIELD={marks[0].key}"] if marks else []),
        f"ppm_rich_text of the project: {said or Terms.ppm_rich_text}{_default(said)}",
    ]


def _default(found: str) -> str:
    return "" if found else "   (the default: none was seen)"
