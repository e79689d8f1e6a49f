"""A vendor's fields, as the mapping offers them to a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.model.rules import Kind


@dataclass(frozen=True)
class VendorField:
    """A field of one side's live catalogue. Without a kind it is one that we do not understand.

    `options` are its values where it has a closed or suggested list, `required` says that the
    vendor always wants a value.
    """

    name: str
    label: str
    kind: Kind | None
    writable: bool = True
    options: tuple[str, ...] = ()
    required: bool = False


def find(fields: Iterable[VendorField], name: str) -> VendorField | None:
    """The field a rule means: by its name, else by name or label written otherwise. A label that
    two fields share names neither."""
    known = list(fields)
    for each in known:
        if each.name == name:
            return each
    wanted = _bare(name)
    named = [each for each in known if _bare(each.name) == wanted]
    called = named or [each for each in known if _bare(each.label) == wanted]
    return called[0] if len(called) == 1 else None


def _bare(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())
