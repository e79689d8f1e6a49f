"""Who an organisation is, whatever it is called today."""

import httpx

from core.connectors.ado.answers import members, text
from core.connectors.ado.calls import Calls
from core.model.errors import TryLater

_NOT_RELEASED = {"api-version": "7.1-preview"}


def collection_id(http: httpx.Client) -> str:
    """The id that survives a new name, and that service hooks tell. Raises what a look raises."""
    found = Calls(http).get("_apis/connectionData", "the organisation", _NOT_RELEASED)
    told = text(members(found).get("instanceId")).lower()
    if not told:
        raise TryLater("Azure DevOps did not tell the id of its organisation")
    return told
