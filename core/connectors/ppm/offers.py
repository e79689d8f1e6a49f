"""What the fields of tasks are and offer, as the mapping shows them to a person."""

from collections.abc import Callable, Mapping, Sequence

from core.connectors.ppm.catalogue import Catalogue, Field, Form
from core.model.fields import VendorField
from core.model.items import ItemRef, Snapshot, Value
from core.model.rules import Kind
from core.model.values import choice

_KINDS = {
    Form.TEXT: Kind.TEXT,
    Form.ADDRESS: Kind.TEXT,
    Form.DATE: Kind.DATE,
    Form.WHOLE: Kind.WHOLE,
    Form.DECIMAL: Kind.DECIMAL,
    Form.FLAG: Kind.YES_NO,
    Form.CHOICE: Kind.CHOICE,
    Form.PEOPLE: Kind.PEOPLE,
    Form.TAGS: Kind.TAGS,
}


def catalogue(known: Catalogue) -> Sequence[VendorField]:
    """Every field by its label."""
    return sorted(map(_offered, known.fields.values()), key=_by_label)


def options(field: Field | None, tasks: Callable[[], Mapping[ItemRef, Snapshot]]) -> Sequence[str]:
    """The values of a choice; where the catalogue tells none, those that stand on the tasks."""
    if field is None or field.form is not Form.CHOICE:
        return []
    if field.options:
        return [each.name for each in field.options]
    told = (value for item in tasks().values() for value in item.values.values())
    return sorted({choice(each) for value in told for each in _several(value)} - {""})


def _offered(field: Field) -> VendorField:
    return VendorField(field.key, field.called, _KINDS.get(field.form), not field.locked)


def _by_label(field: VendorField) -> tuple[str, str]:
    return field.label.casefold(), field.name


def _several(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)
