"""The field catalogue of tasks: the types we know, and the rules a project starts with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.connectors.ppm.answers import members, squashed, text
from core.connectors.ppm.catalogue import Catalogue, Field, Form, form
from core.model.rules import FieldRule, Kind, default_rules
from sandbox.contract_check.rows import Row, Rows, Verdict, judged, some, told

_NUMBERS = {Form.WHOLE, Form.DECIMAL}
_FITS: dict[Kind, Collection[Form]] = {
    Kind.TEXT: {Form.TEXT},
    Kind.RICH_TEXT: {Form.TEXT},
    Kind.WHOLE: _NUMBERS,
    Kind.DECIMAL: _NUMBERS,
    Kind.WORK: _NUMBERS,
    Kind.STATE: {*_NUMBERS, Form.CHOICE},
    Kind.DATE: {Form.DATE},
    Kind.CHOICE: {Form.CHOICE},
    Kind.PERSON: {Form.PEOPLE},
    Kind.PEOPLE: {Form.PEOPLE},
    Kind.TAGS: {Form.TAGS},
    Kind.YES_NO: {Form.FLAG},
}
_TITLE = "Name"
_MEMBERS = {"key": str, "label": str, "type": str, "isMultiChoice": bool, "isReadonly": bool}
_HINTS = ("lockstep", "devops", "workitem", "ado", "vsts")


def field_rows(told_fields: Sequence[object], catalogue: Catalogue) -> Rows:
    yield _members_row(told_fields)
    unknown = [
        f"{text(told.get('type'))} ({text(told.get('label')) or text(told.get('key'))})"
        for told in map(members, told_fields)
        if form(text(told.get("type"))) is Form.OTHER
    ]
    yield Row("Types of fields", "all known", some(unknown) or "all known", judged(not unknown))
    yield _options_row(catalogue)
    yield from (_rule_row(rule, catalogue) for rule in default_rules())


def _members_row(told_fields: Sequence[object]) -> Row:
    wrong = {
        name
        for each in map(members, told_fields)
        for name, kind in _MEMBERS.items()
        if not isinstance(each.get(name), kind)
    }
    found = f"{len(told_fields)} fields" + (f"; amiss: {some(sorted(wrong))}" if wrong else "")
    keyed = bool(told_fields) and "key" not in wrong
    verdict = judged(keyed and not wrong)
    return Row("Fields of tasks", some(_MEMBERS), found, verdict, needed=not keyed)


def _options_row(catalogue: Catalogue) -> Row:
    choices = [each for each in catalogue.fields.values() if each.form is Form.CHOICE]
    found = [f"{each.called}: {len(each.options)}" for each in choices]
    verdict = told(is_there=bool(choices), ok=all(each.options for each in choices))
    return Row("Options of choices", "told in the settings", some(found) or "no choices", verdict)


def _rule_row(rule: FieldRule, catalogue: Catalogue) -> Row:
    name = rule.ppm[0]
    what, assumed, needed = f"Rule {rule.id}", f"{name}, {rule.kind}", name == _TITLE
    found = catalogue.find(name)
    if found is None:
        return Row(what, assumed, "no such field", Verdict.DIFFERS, needed)
    wrong = [] if found.form in _FITS[rule.kind] else [f"its type reads as {found.form}"]
    wrong += ["read-only"] if found.locked else []
    words = "; ".join([f"{found.key} {_by(name, found)}", *wrong])
    return Row(what, assumed, words, judged(not wrong), needed)


def _by(name: str, found: Field) -> str:
    if found.key == name:
        return "by key"
    return "by key, written otherwise" if squashed(found.key) == squashed(name) else "by label"


def mark_fields(catalogue: Catalogue) -> list[Field]:
    """Fields that could lead from a task back to us, best first: those that speak of us, then
    other addresses. A text field is somebody's own unless it speaks of us."""
    fit = [each for each in catalogue.fields.values() if _can_hold_a_mark(each)]
    return sorted(fit, key=lambda each: (not _speaks_of_us(each), each.form is not Form.ADDRESS))


def _can_hold_a_mark(field: Field) -> bool:
    if field.locked or field.multi:
        return False
    return field.form is Form.ADDRESS or (field.form is Form.TEXT and _speaks_of_us(field))


def _speaks_of_us(field: Field) -> bool:
    return any(hint in squashed(field.key + field.label) for hint in _HINTS)


def mark_row(catalogue: Catalogue) -> Row:
    found = [each.key for each in mark_fields(catalogue)]
    words = some(found) or "none: the name carries the mark until its own follows"
    verdict = told(is_there=bool(found), ok=True)
    return Row("Field for a link to us", "a Hyperlink or text field of its own", words, verdict)


def listing(told_fields: Sequence[object]) -> list[str]:
    """Every field as it was told, for a person to read."""
    return [
        f"{text(each.get('key'))} | {text(each.get('label'))} | {text(each.get('type'))}"
        f"{' | many' if each.get('isMultiChoice') is True else ''}"
        f"{' | read-only' if each.get('isReadonly') is True else ''}"
        for each in map(members, told_fields)
    ]
