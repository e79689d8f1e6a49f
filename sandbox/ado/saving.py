"""Saves a patch: tests first, then values, then rules, then links, and only then anything moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.ado.committing import commit, commit_new, tried
from sandbox.ado.errors import (
    Refusal,
    bad_argument,
    may_not_save,
    no_field,
    no_type,
    read_only,
    rules_broken,
    test_failed,
)
from sandbox.ado.fields import Field
from sandbox.ado.items import Item
from sandbox.ado.linking import LinkChanges, changes
from sandbox.ado.patch import Patch, read
from sandbox.ado.people import BYPASS, WRITE, Person
from sandbox.ado.places import Project
from sandbox.ado.processes import ItemType
from sandbox.ado.rendering import value_at
from sandbox.ado.rules import Rules
from sandbox.ado.values import Values, is_empty
from sandbox.ado.world import World

_FIRST = ("System.TeamProject", "System.WorkItemType")


@dataclass(frozen=True)
class How:
    """How a save was asked for; `temporary` are the ids that exist inside one `$batch` only."""

    via: str = "rest"
    validate_only: bool = False
    bypass: bool = False
    temporary: dict[int, int] = field(default_factory=dict)


@dataclass
class Draft:
    """What the item would be: nothing of it has happened yet."""

    project: Project
    kind: ItemType
    fields: dict[str, Any]
    history: str | None
    links: LinkChanges
    formats: Mapping[str, str]


def create(
    world: World, who: Person, project: Project, type_name: str, document: Any, how: How
) -> Item:
    kind = _kind(world, project, type_name)
    patch = read(document, world.catalogue)
    fields = {
        "System.AreaPath": project.areas,
        "System.IterationPath": project.iterations,
        "System.TeamProject": project,
        "System.WorkItemType": kind.name,
    }
    number = world.next_item_id()
    blank = Item(-1, project, dict(fields))
    draft = _draft(world, who, blank, patch, how, kind, new=True)
    if how.validate_only:
        return tried(world, who, blank, draft, how.via)
    item = commit_new(world, who, Item(number, project, {}), draft, how.via)
    if patch.temporary_id is not None:
        how.temporary[patch.temporary_id] = item.id
    return item


def update(world: World, who: Person, item: Item, document: Any, how: How) -> Item:
    patch = read(document, world.catalogue)
    _run_tests(world, item, patch)
    if item.rev >= world.switches.max_revisions:
        raise _too_many_revisions(item)
    kind = _kind(world, item.project, str(item.fields["System.WorkItemType"]))
    draft = _draft(world, who, item, patch, how, kind, new=False)
    if how.validate_only:
        return tried(world, who, item, draft, how.via)
    commit(world, who, item, draft, how.via)
    return item


def _kind(world: World, project: Project, name: str) -> ItemType:
    kind = project.process.type_named(name)
    if kind is None:
        refusal = no_type(name, project.name)
        refusal.status = world.switches.unknown_type_status
        raise refusal
    return kind


def _run_tests(world: World, item: Item, patch: Patch) -> None:
    if patch.rev_test is not None and str(patch.rev_test) != str(item.rev):
        raise test_failed("/rev", item.rev, patch.rev_test)
    for tested, wanted in patch.field_tests:
        if tested.ref == "System.Parent" and not world.switches.honours_parent_test:
            continue
        now = value_at(world, item, tested.ref)
        if not _is_same(world, tested, now, wanted):
            told = now.shown(world.base) if hasattr(now, "shown") else now
            raise test_failed(f"/fields/{tested.ref}", told, wanted)


def _is_same(world: World, tested: Field, now: Any, wanted: Any) -> bool:
    if is_empty(wanted) or is_empty(now):
        return is_empty(wanted) and is_empty(now)
    if tested.identity:
        return world.people.written(wanted) is now
    if isinstance(now, (int, float)) and not isinstance(now, bool):
        return str(float(now)) == _float_text(wanted)
    told = now.shown(world.base) if hasattr(now, "shown") else now
    return str(told) == str(wanted)


def _float_text(value: Any) -> str:
    try:
        return str(float(value))
    except (TypeError, ValueError):
        return str(value)


def _draft(
    world: World, who: Person, item: Item, patch: Patch, how: How, kind: ItemType, new: bool
) -> Draft:
    if not who.may(WRITE):
        raise may_not_save(item.fields["System.AreaPath"].path)
    if how.bypass and not who.may(BYPASS):
        raise Refusal(403, "AccessCheckException", "TF237124: may not bypass rules.")
    project, kind = _destination(world, item, patch, kind)
    values = Values(world, who, project, item.id)
    fields = dict(item.fields)
    fields["System.TeamProject"], fields["System.WorkItemType"] = project, kind.name
    history = _apply(world, patch, item, kind, values, fields, how)
    rules = Rules(project.process, kind, world.catalogue, who, world.now())
    rules.settle(fields, None if new else item.fields, patch.fields)
    if (broken := values.broken + rules.broken) and not how.bypass:
        raise rules_broken(broken)
    links = changes(world, item, patch.links, how.temporary)
    if not how.validate_only:
        values.keep_tags()
    return Draft(project, kind, fields, history, links, patch.formats)


def _destination(
    world: World, item: Item, patch: Patch, kind: ItemType
) -> tuple[Project, ItemType]:
    """Moving to another project, or becoming another type, is an ordinary update."""
    project = item.project
    if name := patch.fields.get("System.TeamProject"):
        project = world.find_project(str(name))
    if name := patch.fields.get("System.WorkItemType"):
        return project, _kind(world, project, str(name))
    if project is not item.project:
        return project, _kind(world, project, kind.name)
    return project, kind


def _apply(
    world: World,
    patch: Patch,
    item: Item,
    kind: ItemType,
    values: Values,
    fields: dict[str, Any],
    how: How,
) -> str | None:
    history: str | None = None
    for ref, raw in patch.fields.items():
        if ref in _FIRST:
            continue
        known = world.catalogue.find(ref)
        _check_writable(known, kind, how)
        _check_remove(world, patch, ref, item)
        if ref == "System.History":
            history = values.stored(known, raw)
        else:
            _put(fields, ref, values.stored(known, _merged(world, patch, ref, raw, item)))
    return history


def _check_writable(known: Field, kind: ItemType, how: How) -> None:
    if known.read_only and not how.bypass:
        raise read_only(known.ref)
    if known.ref not in kind.fields:
        raise no_field(known.ref)


def _check_remove(world: World, patch: Patch, ref: str, item: Item) -> None:
    empty = ref in patch.removed and item.fields.get(ref) is None
    if empty and world.switches.remove_of_empty_refused:
        raise bad_argument(f"The field '{ref}' has no value to remove.")


def _merged(world: World, patch: Patch, ref: str, raw: Any, item: Item) -> Any:
    if ref == "System.Tags" and ref in patch.added and world.switches.add_merges_tags:
        return f"{item.fields.get(ref) or ''};{raw or ''}"
    return raw


def _put(fields: dict[str, Any], ref: str, value: Any) -> None:
    if value is None:
        fields.pop(ref, None)
    else:
        fields[ref] = value


def _too_many_revisions(item: Item) -> Refusal:
    words = (
        f"Work item {item.id} has {item.rev} revisions, but currently, when updating via the API, "
        "only work items with up to 10,000 revisions are supported."
    )
    return Refusal(500, "WorkItemRevisionLimitExceededException", words)
