"""Who may sign in, and the several shapes in which one person is read and written."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_NAMESPACE = uuid.UUID("5f1d6c1e-7d0a-4a57-9f0e-3f6d1f3a9b10")
_COMBINED = re.compile(r"^(?P<name>[^<>]*?)\s*<(?P<mail>[^<>]+)>$")

WRITE, TAGS, HOOKS, BYPASS = "write", "tags", "hooks", "bypass"
SCOPES = frozenset({"work", "work_write", "project", "graph", "identity"})


def guid(*parts: object) -> str:
    """The same parts, the same guid: worlds of one seed are the same world."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


@dataclass(eq=False)
class Person:
    """`denied` are permissions taken away, `scopes` the token's; whoever `left` cannot be set."""

    name: str
    mail: str
    token: str
    denied: frozenset[str] = frozenset({BYPASS})
    scopes: frozenset[str] = SCOPES
    left: bool = False
    kind: str = "aad"
    id: str = ""
    descriptor: str = ""
    _shown: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.id = self.id or guid("person", self.mail)
        tail = base64.urlsafe_b64encode(guid("subject", self.mail).encode()).decode().rstrip("=")
        self.descriptor = self.descriptor or f"{self.kind}.{tail}"

    def may(self, what: str) -> bool:
        return what not in self.denied

    @property
    def combined(self) -> str:
        return f"{self.name} <{self.mail}>"

    def shown(self, base: str) -> dict[str, Any]:
        """The IdentityRef; built once per address, because lists hold thousands of them."""
        if base not in self._shown:
            avatar = f"{base}/_apis/GraphProfile/MemberAvatars/{self.descriptor}"
            self._shown[base] = {
                "displayName": self.name,
                "url": f"{base}/_apis/Identities/{self.id}",
                "_links": {"avatar": {"href": avatar}},
                "id": self.id,
                "uniqueName": self.mail,
                "imageUrl": avatar,
                "descriptor": self.descriptor,
            }
        return self._shown[base]


class People:
    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_mail: dict[str, Person] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> Person:
        self._by_mail[person.mail.lower()] = person
        return person

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_mail.values())

    def of_token(self, token: str) -> Person | None:
        return next((person for person in self if person.token == token), None)

    def of_mail(self, mail: str) -> Person | None:
        return self._by_mail.get(mail.lower())

    def of_id(self, key: str) -> Person | None:
        return next((person for person in self if person.id == key.lower()), None)

    def of_descriptor(self, descriptor: str) -> Person | None:
        wanted = descriptor.lower()
        return next((person for person in self if person.descriptor.lower() == wanted), None)

    def named(self, name: str) -> list[Person]:
        return [person for person in self if person.name.lower() == name.lower()]

    def written(self, value: object) -> Person | None:
        """Whom a written value means: a sign-in name, `Name <mail>`, a name only one person has, or
        an object as it was read. A bare id means nobody, and neither does someone who left."""
        person = self._of_object(value) if isinstance(value, dict) else self._of_text(str(value))
        return person if person and not person.left else None

    def _of_object(self, value: dict[str, Any]) -> Person | None:
        told = (value.get("uniqueName"), value.get("descriptor"), value.get("displayName"))
        mail, descriptor, name = (str(part or "") for part in told)
        return (
            self.of_mail(mail) or self.of_descriptor(descriptor) or self._of_text(name)
            if mail or descriptor or name
            else None
        )

    def _of_text(self, text: str) -> Person | None:
        if match := _COMBINED.match(text.strip()):
            return self.of_mail(match["mail"])
        if person := self.of_mail(text.strip()):
            return person
        named = self.named(text.strip())
        return named[0] if len(named) == 1 else None


def lockstep_account() -> Person:
    return Person("Lockstep", "lockstep@contoso.example", "pat-lockstep")


def special_accounts() -> list[Person]:
    """Accounts that may not do everything, one for each refusal."""
    return [
        Person("Rita Reader", "reader@contoso.example", "pat-reader", frozenset({WRITE, BYPASS})),
        Person("Noel Notag", "notags@contoso.example", "pat-notags", frozenset({TAGS, BYPASS})),
        Person("Nora Nohook", "nohooks@contoso.example", "pat-nohooks", frozenset({HOOKS, BYPASS})),
        Person(
            "Nils Noscope",
            "noscope@contoso.example",
            "pat-noscope",
            scopes=frozenset({"project", "work"}),
        ),
        Person("Gone Gustav", "gone@contoso.example", "", left=True),
    ]
