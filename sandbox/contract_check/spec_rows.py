"""The vendor's own description held against the calls we make, and searched for what we lack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from core.connectors.ppm.answers import squashed
from sandbox.contract_check.calls import CALLS, Call
from sandbox.contract_check.reading import Reader, Unread
from sandbox.contract_check.rows import Row, Rows, Verdict, judged, some
from sandbox.contract_check.spec import Listed, Spec, key

_SPEC = "swagger.json"
_TASKS = re.compile(r"/projects/\{\}/tasks(/\{\})?")
_BULK = re.compile(r"bulk|batch|many", re.IGNORECASE)
_PARENTS = re.compile(r"parent|summarytask|outline|wbs")


def spec_rows(reader: Reader, kept: dict[str, object]) -> Rows:
    """`kept` gets the document as it was told."""
    try:
        document = reader.spec()
    except Unread as unread:
        yield Row(_SPEC, "the vendor tells its calls", unread.words, Verdict.UNKNOWN)
        return
    kept["swagger"] = document
    spec = Spec(document)
    if not spec.calls:
        yield Row(_SPEC, "the vendor tells its calls", "no calls", Verdict.UNKNOWN)
        return
    yield from (_call_row(call, spec) for call in CALLS)
    yield from _news(spec)


def _call_row(call: Call, spec: Spec) -> Row:
    found = spec.calls.get(key(call.method, call.path))
    assumed = "; ".join(_assumed(call)) or "is there"
    if found is None:
        return Row(str(call), assumed, "not listed", Verdict.DIFFERS, call.needed)
    wrong = list(_wrong(call, found))
    words = "; ".join(wrong) or ("as assumed" if _tells(call, found) else "listed, no shape told")
    return Row(str(call), assumed, words, judged(not wrong), call.needed)


def _assumed(call: Call) -> Iterator[str]:
    if call.sends:
        yield f"takes {', '.join(call.sends)}"
    if call.reads:
        yield f"answers {', '.join(call.reads)}"


def _tells(call: Call, found: Listed) -> bool:
    return (not call.sends or found.body is not None) and (
        not call.reads or found.answer is not None
    )


def _wrong(call: Call, found: Listed) -> Iterator[str]:
    """What the spec wants or lacks; members that it does not tell are taken on trust."""
    wanted = [one.name for one in found.parameters if one.required and one.place != "path"]
    if wanted:
        yield f"wants {some(wanted)}"
    if call.sends:
        if found.body is not None and (lacks := _lacking(call.sends, found.body)):
            yield f"does not take {some(lacks)}"
        if more := found.required - {name.lower() for name in call.sends}:
            yield f"wants {some(sorted(more))}"
    if call.reads and not found.has_data:
        yield "answers without data"
    if call.reads and found.answer and (lacks := _lacking(call.reads, found.answer)):
        yield f"does not answer {some(lacks)}"


def _lacking(names: Iterable[str], there: Iterable[str]) -> list[str]:
    known = set(there)
    return [name for name in names if name.lower() not in known]


def _news(spec: Spec) -> Rows:
    """What the public record does not know of, and what would let us work otherwise."""
    calls = spec.calls
    yield _new("Deleting a task", _named(calls, "DELETE", _TASKS))
    yield _new("Calls for many tasks", [str(one) for one in calls.values() if _is_bulk(one)])
    yield _new("Paging and filters", sorted(_query_parameters(calls)))
    parents = [name for name in spec.members_of_tasks() if _PARENTS.search(squashed(name))]
    yield _new("Parent among the members of a task", sorted(parents))
    hooks = re.compile(r"/webhooks/\{\}")
    changes = [*_named(calls, "PATCH", hooks), *_named(calls, "PUT", hooks)]
    yield _new("Changing a webhook", changes)
    ours = {key(call.method, call.path) for call in CALLS}
    others = [str(one) for each, one in calls.items() if each not in ours]
    verdict = Verdict.UNKNOWN if others else Verdict.OK
    yield Row("Other calls", "we make none", some(others) or "none", verdict)


def _new(what: str, found: list[str]) -> Row:
    return Row(what, "none", some(found) or "none", judged(not found))


def _named(
    calls: Mapping[tuple[str, str], Listed], method: str, path: re.Pattern[str]
) -> list[str]:
    return [
        str(one) for each, one in calls.items() if each[0] == method and path.fullmatch(each[1])
    ]


def _is_bulk(call: Listed) -> bool:
    return "task" in call.path.lower() and bool(_BULK.search(call.path))


def _query_parameters(calls: Mapping[tuple[str, str], Listed]) -> Iterator[str]:
    """On the lists that we read whole for want of them."""
    for (method, path), one in calls.items():
        if method == "GET" and (_TASKS.fullmatch(path) or path in ("/projects", "/resources")):
            yield from (f"{path}?{each.name}" for each in one.parameters if each.place == "query")
