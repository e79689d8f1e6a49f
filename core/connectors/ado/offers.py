"""What the fields of an organisation are and offer, as the mapping shows them to a person."""

from collections.abc import Collection, Sequence

from core.connectors.ado.catalogue import Catalogue
from core.connectors.ado.fields import STATE, TAGS, Definition
from core.connectors.ado.work_items import TITLE
from core.model.fields import VendorField
from core.model.making import ItemType
from core.model.rules import Kind
from core.model.schema import Schema

_KINDS = {
    "string": Kind.TEXT,
    "plaintext": Kind.TEXT,
    "treepath": Kind.TEXT,
    "html": Kind.RICH_TEXT,
    "integer": Kind.WHOLE,
    "double": Kind.DECIMAL,
    "datetime": Kind.DATE,
    "boolean": Kind.YES_NO,
    "identity": Kind.PERSON,
    "tags": Kind.TAGS,
    "state": Kind.STATE,
}
_PLACES = ("System.AreaPath", "System.AreaId", "System.IterationPath", "System.IterationId")
_PATHS = ("System.AreaPath", "System.IterationPath")
_FILLED_IN = frozenset({TITLE, STATE, TAGS, "System.Reason", *_PLACES})
"""Wanted by every type; the service or we fill them in."""


class Offers:
    """`projects` are those whose types are asked what fields offer."""

    def __init__(self, catalogue: Catalogue, projects: Collection[str]) -> None:
        self._catalogue = catalogue
        self._projects = projects

    def catalogue(self) -> Sequence[VendorField]:
        found = [_field(each) for each in self._catalogue.definitions().values()]
        return sorted(found, key=lambda each: each.label.casefold())

    def options(self, name: str) -> Sequence[str]:
        """The values that the types offer, taken together in their order."""
        found: dict[str, None] = {}
        for project in self._projects:
            for each in self._catalogue.types(project):
                type_ = self._catalogue.type(project, each)
                if type_ is not None:
                    states = [state.name for state in type_.states] if name == STATE else []
                    found.update(dict.fromkeys(states or type_.options.get(name, ())))
        return list(found)

    def schema(self, mapped: Collection[str]) -> Schema:
        """Everything anew, of the projects whose types say what fields offer."""
        fields = self.catalogue()
        paths: dict[str, str] = {}
        states = {
            f"{name} of {project}": told
            for project in self._projects
            for name, told in self._catalogue.states_by_type(project).items()
        }
        for project in self._projects:
            paths |= self._catalogue.paths(project)
        listed = {
            name: list(paths.values()) if name in _PATHS else self.options(name) for name in mapped
        }
        return Schema(fields, listed, states, paths)

    def required(self, type_: ItemType) -> Sequence[VendorField]:
        known = self._catalogue.type(type_.project, type_.name)
        if known is None:
            return []
        definitions = self._catalogue.definitions()
        return [
            _field(definitions[name], known.options.get(name, ()), required=True)
            for name in sorted(known.required - _FILLED_IN)
            if name in definitions and not definitions[name].readonly
        ]


def _field(
    defined: Definition, options: tuple[str, ...] = (), *, required: bool = False
) -> VendorField:
    kind = Kind.CHOICE if defined.listed else _KINDS.get(defined.kind)
    return VendorField(
        name=defined.name,
        label=defined.label or defined.name,
        kind=kind,
        writable=kind is not None and not defined.readonly,
        options=options,
        required=required,
    )
