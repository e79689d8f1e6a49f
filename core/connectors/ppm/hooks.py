"""What a webhook of PPM Express tells: where to look, never what is true.

What its `Data` holds is not documented. Ids are taken from wherever they may stand; an event
without any is a reason to look everywhere, since an authentic event must not be lost.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.connectors.keys import KEY_HEADER, Keys
from core.connectors.ppm.answers import squashed
from core.model.changes import Place
from core.model.items import ItemRef, Side

Found = tuple[str, str]
"""A task's id and its project's, either of them empty where it is not known."""

_MOST_BYTES = 4_000_000
_MOST_PLACES = 100
_MOST_NODES = 50_000
_GUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)

_TASK = re.compile(r"taskg?u?ids?$")
_PROJECT = re.compile(r"projectg?u?ids?$")
_LOOSE = re.compile(r"(g?u?ids?|^data)$")
_INSIDE = re.compile(r"^(task|project)s?$")
_ENVELOPE = {"webhookid", "messageid", "eventid", "subscriptionid", "requestid", "correlationid"}
_PEOPLE = {"tenantid", "userid", "accountid", "tokenid", "resourceid", "imageid"}
_OTHERS = _ENVELOPE | _PEOPLE | {"attributes", "baseline", "headers"}
"""Neither items nor projects; and the values of an item, which name people and other things."""


class PpmHook:
    """The webhooks of one tenant, as we hear from them: a `Hook`.

    Two secrets are active while one is being changed; without any nobody is trusted.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = Keys(secrets)

    def trusts(self, headers: Mapping[str, str]) -> bool:
        """Whether the caller knows the secret. Header names are in lower case."""
        return self._keys.know(headers.get(KEY_HEADER, ""))

    def places_in(self, body: bytes) -> Sequence[Place]:
        """What the event is about; everywhere where that cannot be told."""
        return [
            Place(ItemRef(Side.PPM, task) if task else None, project)
            for task, project in _found(body)
        ]


EVERYWHERE: Found = ("", "")


def _found(body: bytes) -> Sequence[Found]:
    event = _parsed(body) if len(body) <= _MOST_BYTES else None
    ids = _Ids()
    for number, (name, text, project) in enumerate(_texts(event)):
        if number >= _MOST_NODES:
            return [EVERYWHERE]
        ids.note(name, text, project)
    places = ids.places()
    return places if 0 < len(places) <= _MOST_PLACES else [EVERYWHERE]


def _parsed(text: str | bytes) -> object:
    """Nothing where it is no JSON."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _texts(event: object) -> Iterator[tuple[str, str, str]]:
    """Every text with the name it stands under and the project named beside or above it.

    Without recursion: whoever knows the secret may still send something very deep.
    """
    waiting: list[tuple[str, object, str]] = [("", event, "")]
    while waiting:
        name, node, project = waiting.pop()
        if isinstance(node, dict):
            inside = [(_name(key, name), each) for key, each in node.items()]
            project = _project_beside(inside) or project
            waiting += [(key, each, project) for key, each in inside if key not in _OTHERS]
        elif isinstance(node, list):
            waiting += [(name, each, project) for each in node]
        elif isinstance(node, str) and name == "data" and (inner := _parsed(node)):
            waiting.append(("data" if isinstance(inner, str) else "", inner, project))
            continue
        yield name, node if isinstance(node, str) else "", project


def _name(key: str, above: str) -> str:
    """The id of something that stands under "Task" is as good as a TaskId."""
    name = squashed(key)
    owner = _INSIDE.match(above)
    return owner[1] + name if owner and name in ("id", "uid", "guid") else name


def _project_beside(inside: Sequence[tuple[str, object]]) -> str:
    named = (ids(each) for name, each in inside if _PROJECT.search(name) and isinstance(each, str))
    return next((found[0] for found in named if len(found) == 1), "")


def ids(text: str) -> list[str]:
    return [found.lower() for found in _GUID.findall(text)]


@dataclass
class _Ids:
    """The ids of one event by what they are, each with its project where one is known."""

    tasks: dict[str, str] = field(default_factory=dict)
    projects: dict[str, None] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, text: str, project: str) -> None:
        if not _LOOSE.search(name):
            return
        for found in ids(text):
            if _PROJECT.search(name):
                self.projects[found] = None
            elif _TASK.search(name):
                self.tasks[found] = self.tasks.get(found) or project
            else:
                self.loose[found] = self.loose.get(found) or project

    def places(self) -> Sequence[Found]:
        """An id that may be either is taken for both."""
        only = next(iter(self.projects)) if len(self.projects) == 1 else ""
        places: dict[Found, None] = {}
        for task, project in self.tasks.items():
            places[task, project or only] = None
        for found, project in self.loose.items():
            if found in self.tasks or found in self.projects:
                continue
            places[found, project or only] = None
            if not (project or only):
                places["", found] = None
        told = {project for _, project in places}
        return [*places, *(("", each) for each in self.projects if each not in told)]
