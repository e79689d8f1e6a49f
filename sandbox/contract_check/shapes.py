"""How the values of tasks are spelled, kind by kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.connectors.ppm.answers import members, text
from core.connectors.ppm.catalogue import Catalogue, Form, option
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.tasks import Task
from sandbox.contract_check.rows import Row, Rows, Verdict, judged, some, told

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_MIDNIGHT = re.compile(r"YYYY-MM-DD(T[0:.]+(Z|[+-].*)?)?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]+|#\d+);")
_MOST_MEMBERS = 6


@dataclass(frozen=True)
class Spelling:
    """What we can read of one form. Lists hold it too where `listed`."""

    what: str
    assumed: str
    forms: tuple[Form, ...]
    reads: Callable[[object], bool]
    listed: bool = False


def _is_word(raw: object) -> bool:
    return bool(option(raw).name)


def _is_person(raw: object) -> bool:
    return bool(text(members(raw).get("id")))


def _is_number(raw: object) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def _is_address(raw: object) -> bool:
    return isinstance(raw, str) or bool(text(members(raw).get("url")))


SPELLINGS = (
    Spelling("Choices", "a word, or {id, name}", (Form.CHOICE,), _is_word, True),
    Spelling("Tags", "a list of words, or of {id, name}", (Form.TAGS,), _is_word, True),
    Spelling("People", "a list of {id, fullName}", (Form.PEOPLE,), _is_person, True),
    Spelling("Hyperlinks", "an address, or {url}", (Form.ADDRESS,), _is_address),
    Spelling("Numbers", "numbers", (Form.WHOLE, Form.DECIMAL), _is_number),
    Spelling("Flags", "true or false", (Form.FLAG,), lambda raw: isinstance(raw, bool)),
)


def shape_rows(catalogue: Catalogue, tasks: Sequence[Task]) -> Rows:
    yield from (_spelling_row(each, catalogue, tasks) for each in SPELLINGS)
    yield _dates_row(date_formats(catalogue, tasks))
    yield _texts_row(rich_text(catalogue, tasks))
    yield _empties_row(catalogue, tasks)
    yield _keys_row(catalogue, tasks)


def _spelling_row(spelling: Spelling, catalogue: Catalogue, tasks: Sequence[Task]) -> Row:
    seen: dict[str, dict[str, None]] = {}
    readable = True
    for key, raw in _values(spelling.forms, catalogue, tasks):
        seen.setdefault(shape(raw), {})[key] = None
        each = raw if isinstance(raw, list) and spelling.listed else [raw]
        readable = readable and all(map(spelling.reads, each))
    found = [f"{name}: {some(keys, 4)}" for name, keys in seen.items()]
    verdict = told(is_there=bool(seen), ok=readable)
    return Row(spelling.what, spelling.assumed, "; ".join(found) or "not seen", verdict)


def _values(
    forms: Sequence[Form], catalogue: Catalogue, tasks: Sequence[Task]
) -> Iterator[tuple[str, object]]:
    """Whatever is not empty, with its key."""
    keys = [each.key for each in catalogue.fields.values() if each.form in forms]
    for task in tasks:
        for key in keys:
            raw = task.attributes.get(key)
            if raw is not None and raw not in ("", [], {}):
                yield key, raw


def shape(raw: object) -> str:
    """The JSON of a value without what it says."""
    match raw:
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "text"
        case dict():
            return "{" + some(map(str, raw), _MOST_MEMBERS) + "}"
        case list():
            return f"list of {shape(raw[0])}" if raw else "empty list"
    return "null"


def date_formats(catalogue: Catalogue, tasks: Sequence[Task]) -> Counter[str]:
    """How dates are spelled, and how often; under "" those that are no dates to us."""
    found: Counter[str] = Counter()
    for _, raw in _values([Form.DATE], catalogue, tasks):
        day = _DAY.fullmatch(text(raw))
        found[f"YYYY-MM-DD{day[1] or ''}" if day else ""] += 1
    return found


def date_format(found: Counter[str]) -> str:
    """How to write dates: as they are read. Where that differs, as most of them without a time of
    day; nothing where none is like that."""
    readable = [each for each, _ in found.most_common() if each]
    plain = [each for each in readable if _MIDNIGHT.fullmatch(each)]
    return next(iter(readable if len(readable) == 1 else plain), "")


def _dates_row(found: Counter[str]) -> Row:
    ours = PpmSettings.date_write_format
    words = [f"{each or 'unreadable'} ({often})" for each, often in found.most_common()]
    verdict = told(is_there=bool(found), ok=set(found) == {ours})
    # A date that we cannot read would count as empty, and be put out by the other side's.
    return Row("Dates", ours, some(words, 4) or "not seen", verdict, needed="" in found)


def rich_text(catalogue: Catalogue, tasks: Sequence[Task]) -> str:
    """How descriptions are kept, "html" or "plain"; nothing where there are none."""
    field = catalogue.find("Description")
    said = [text(each.attributes.get(field.key)) for each in tasks] if field else []
    said = [each for each in said if each.strip()]
    if not said:
        return ""
    return "html" if any(map(_TAG.search, said)) else "plain"


def _texts_row(found: str) -> Row:
    verdict = told(is_there=bool(found), ok=found == "html")
    return Row("Description", "html", found or "not seen", verdict)


def _empties_row(catalogue: Catalogue, tasks: Sequence[Task]) -> Row:
    keys = set(catalogue.fields)
    left_out = any(keys - set(each.attributes) for each in tasks)
    shown = {
        shape(raw)
        for each in tasks
        for raw in each.attributes.values()
        if raw is None or raw in ("", [], {})
    }
    found = [*(["left out"] if left_out else []), *sorted(shown)]
    verdict = told(is_there=bool(found), ok=not shown)
    return Row("Empty values", "left out", some(found) or "not seen", verdict)


def _keys_row(catalogue: Catalogue, tasks: Sequence[Task]) -> Row:
    """Attributes stand under the keys of the catalogue, or we would read nothing at all."""
    keys = {key for each in tasks for key in each.attributes}
    strange = sorted(keys - set(catalogue.fields))
    known = keys & set(catalogue.fields)
    found = f"not in the catalogue: {some(strange)}" if strange else "keys of the catalogue"
    if not keys:
        return Row("Attributes", "keys of the catalogue", "not seen", Verdict.UNKNOWN)
    return Row("Attributes", "keys of the catalogue", found, judged(not strange), needed=not known)
