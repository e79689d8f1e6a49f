"""People: a task names resources by id, the model tells people apart by e-mail address."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from core.connectors.hearing import heard
from core.connectors.ppm.answers import members, squashed, text
from core.connectors.ppm.catalogue import names_in
from core.connectors.ppm.kept import Kept
from core.model.items import Person, Value
from core.model.values import people

_YOUNG = timedelta(seconds=10)
_MAILS = ("email", "emailaddress", "mail")


class Unfit(Exception):
    """A value that the field cannot hold; the words say why, to a person."""


@dataclass(frozen=True)
class Resource:
    """Somebody who can be assigned, while active."""

    id: str
    name: str = ""
    mail: str = ""
    active: bool = True

    @property
    def person(self) -> Person:
        return Person(self.mail, self.name, self.id)


@dataclass(frozen=True)
class Resources:
    """Everybody there is."""

    by_id: Mapping[str, Resource]

    @cached_property
    def by_mail(self) -> Mapping[str, Sequence[Resource]]:
        """Several may share an address until the product merges them."""
        found: dict[str, list[Resource]] = {}
        for each in self.by_id.values():
            if each.mail:
                found.setdefault(each.mail.casefold(), []).append(each)
        return found

    @cached_property
    def view(self) -> str:
        return heard([[each.id, each.name, each.mail] for each in self.by_id.values()])

    def fit(self, mail: str, standing: Collection[str]) -> Sequence[Resource]:
        """Those of this address who are active, or stand there already."""
        same = self.by_mail.get(mail.strip().casefold(), ())
        return [each for each in same if each.active or each.id in standing]


def resources(rows: Iterable[object]) -> Resources:
    read = [_resource(members(row)) for row in rows]
    return Resources({each.id: each for each in read if each.id})


def _resource(told: Mapping[str, object]) -> Resource:
    attributes = members(told.get("attributes"))
    found = {squashed(key): " ".join(names_in(value)) for key, value in attributes.items()}
    mail = next((found[key] for key in _MAILS if found.get(key)), "")
    name = found.get("name") or found.get("fullname") or ""
    active = found.get("status", "").strip().lower() != "inactive"
    return Resource(text(told.get("id")).lower(), name.strip(), mail.strip(), active)


class Directory:
    """Looks people up. Somebody unknown is reason to ask anew: at once, though not again and again,
    since a resource that was merged into another loses its id for good.
    """

    def __init__(self, kept: Kept[Resources]) -> None:
        self._kept = kept
        self._strangers: set[str] = set()

    @property
    def view(self) -> str:
        """A name for everybody there is, as they are."""
        return self._kept().view

    def meet(self, ids: Iterable[str]) -> None:
        """Make sure that we know these, if they can be known."""
        strangers = set(ids) - self._strangers - self._kept().by_id.keys()
        if strangers:
            self._strangers |= strangers - self._kept.anew().by_id.keys()

    def named(self, raw: object) -> Person | None:
        """Somebody as a task names them, with the address where there is one."""
        told, id_ = members(raw), resource_id(raw)
        name = text(told.get("fullName")) or text(told.get("name"))
        if not id_:
            return Person(name=name) if name else None
        found = self._kept().by_id.get(id_, Resource(id_))
        return Person(found.mail, name or found.name, id_)

    def assignable(self, value: Value, current: Value) -> tuple[Person, ...]:
        """The people of a value as resources that may stand there beside `current`.

        Raises Unfit where one of them is nobody here.
        """
        if any(not isinstance(each, Person) for each in _each(value)):
            raise Unfit("people are expected")
        standing = {each.id for each in people(current)}
        found = [self._assignable(each, standing) for each in people(value)]
        return tuple({each.id: each for each in found}.values())

    def _assignable(self, person: Person, standing: set[str]) -> Person:
        if person.id in standing:
            return person
        if not person.mail:
            raise Unfit(f"no e-mail address is known for {person.name or person.id}")
        fit = self._kept().fit(person.mail, standing)
        if not fit and self._kept.older_than(_YOUNG):
            fit = self._kept.anew().fit(person.mail, standing)
        if not fit:
            raise Unfit(f"no active resource has the e-mail address {person.mail}")
        return min(fit, key=lambda each: (each.id not in standing, each.id)).person


def resource_id(raw: object) -> str:
    return (text(raw) or text(members(raw).get("id"))).lower()


def _each(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else () if value in (None, "") else (value,)
