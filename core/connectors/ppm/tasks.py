"""Tasks as PPM Express tells them: an id, an open map of attributes, and who looks after them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.connectors.ppm.answers import members, text
from core.model.errors import TryLater

NATIVE = "ppmx"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NOTHING = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Task:
    """A task behind the door; its values are still the vendor's."""

    key: str
    attributes: Mapping[str, object]
    source: str = ""

    @property
    def mirrored(self) -> str:
        """Where it is mirrored from, if it is: then nobody can write it here."""
        return "" if self.source.lower() in ("", NATIVE) else self.source


def task(found: object) -> Task:
    """Raises TryLater where this is no task."""
    told = members(found)
    key, attributes = text(told.get("id")), told.get("attributes")
    if not key or not isinstance(attributes, dict):
        raise TryLater("PPM Express answered with something that is no task")
    return Task(normal(key), attributes, text(told.get("sourceType")))


def normal(key: str) -> str:
    """An id as we keep it: the case of a GUID means nothing, and hooks may spell it otherwise."""
    return key.lower() if is_guid(key) else key


def is_guid(key: str) -> bool:
    return bool(_GUID.fullmatch(key))
