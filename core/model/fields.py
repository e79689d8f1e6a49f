"""A vendor's fields, as the mapping offers them to a person."""

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
