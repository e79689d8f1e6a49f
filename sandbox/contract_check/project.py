"""The project whose tasks are looked at: the one that was named, or the first that has any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.connectors.ppm.answers import members, text
from core.connectors.ppm.tasks import Task, is_guid, task
from core.model.errors import TryLater
from sandbox.contract_check.reading import Reader, Unread
from sandbox.contract_check.rows import Row, Rows, Verdict, judged, some

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_MOST_LOOKS = 20


@dataclass(frozen=True)
class Looked:
    """What was found out about projects and tasks."""

    rows: Sequence[Row]
    tasks: Sequence[Task] = ()


def look(reader: Reader, named: str) -> Looked:
    try:
        projects = [members(each) for each in reader.rows("Projects", "the projects")]
        listing = [_projects_row(projects)]
    except Unread as unread:
        projects = []
        row = Row("Projects", "id, attributes with a Name", unread.words, unread.verdict)
        listing = [row]
    keys = [named] if named else [key for each in projects if ID.fullmatch(key := _id(each))]
    own = list(_named_rows(reader, named)) if named else []
    found = _tasks_of_first(reader, keys)
    return Looked([*listing, *own, *found.rows], found.tasks)


def _id(project: Mapping[str, object]) -> str:
    return text(project.get("id"))


def _projects_row(projects: Sequence[Mapping[str, object]]) -> Row:
    wrong = [each for each in projects if not is_guid(_id(each)) or not _name(each)]
    found = f"{len(projects)} projects" + (f"; {len(wrong)} amiss" if wrong else "")
    verdict = judged(not wrong) if projects else Verdict.UNKNOWN
    return Row("Projects", "id, attributes with a Name", found, verdict)


def _name(project: Mapping[str, object]) -> str:
    return text(members(project.get("attributes")).get("Name"))


def _named_rows(reader: Reader, named: str) -> Rows:
    what, assumed = "The named project", "can be read"
    try:
        found = _name(reader.one(f"projects/{named}", f"project {named}"))
        yield Row(what, assumed, found or "no name", judged(bool(found)), needed=True)
    except Unread as unread:
        yield Row(what, assumed, unread.words, unread.verdict, needed=True)


def _tasks_of_first(reader: Reader, keys: Sequence[str]) -> Looked:
    """The tasks of the first project that has any; each look is a call, so there are not many."""
    found = Looked([Row("Tasks", "a project with tasks", "no tasks to look at", Verdict.UNKNOWN)])
    for key in keys[:_MOST_LOOKS]:
        try:
            told = reader.rows(f"projects/{key}/tasks", f"the tasks of project {key}")
        except Unread as unread:
            words = f"{unread.words} (project {key})"
            found = Looked([Row("Tasks", "can be read", words, unread.verdict, needed=True)])
            continue
        if told:
            tasks = list(_tasks(told))
            alone = [_alone_row(reader, key, tasks[0])] if tasks and is_guid(tasks[0].key) else []
            return Looked([_tasks_row(key, told, tasks), *alone], tasks)
    return found


def _tasks(told: Sequence[object]) -> Iterator[Task]:
    for each in told:
        try:
            yield task(each)
        except TryLater:
            continue


def _tasks_row(key: str, told: Sequence[object], tasks: Sequence[Task]) -> Row:
    wrong = len(told) - len(tasks)
    strange = sum(not is_guid(each.key) for each in tasks)
    found = f"{len(told)} tasks in project {key}"
    found += f"; {wrong} without id or attributes" if wrong else ""
    found += f"; {strange} with an id that is no GUID" if strange else ""
    fits = not wrong and not strange
    return Row("Tasks", "id, attributes, sourceType", found, judged(fits), needed=True)


def _alone_row(reader: Reader, project: str, listed: Task) -> Row:
    """Before a write we look at the task alone, and take it to be what the list told."""
    what, assumed = "One task", "as in the list"
    try:
        found = task(reader.one(f"projects/{project}/tasks/{listed.key}", f"task {listed.key}"))
    except Unread as unread:
        return Row(what, assumed, unread.words, unread.verdict, needed=True)
    except TryLater as amiss:
        return Row(what, assumed, amiss.words, Verdict.DIFFERS, needed=True)
    unlike = _unlike(found, listed)
    words = f"other than in the list: {some(unlike)}" if unlike else "as in the list"
    return Row(what, assumed, words, judged(not unlike), needed=found.key != listed.key)


def _unlike(found: Task, listed: Task) -> list[str]:
    keys = sorted({*found.attributes, *listed.attributes})
    values = [key for key in keys if found.attributes.get(key) != listed.attributes.get(key)]
    return [*(["id"] if found.key != listed.key else []), *values]
