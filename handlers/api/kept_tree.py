"""The tree as it was last told: kept packed, shown at once while it is told anew. Without it people
wait a little longer, so nothing about it fails a request."""

import hashlib
import logging
from collections.abc import Iterable
from functools import cache

import azure.functions as func

from core.model.items import fingerprint
from core.model.tree import KeptTree
from handlers.api import pieces
from handlers.api.asked import Asked
from handlers.api.pieces import Member
from handlers.api.tree_answers import TreeAnswer
from handlers.packing import Packing, ready

log = logging.getLogger(__name__)


@cache
def _shape() -> str:
    """A digest begins with it: what an older app has told in another shape is nothing to this
    one."""
    return fingerprint(TreeAnswer.model_json_schema())


def tell(
    asked: Asked, project: str, at: str, looked: str, told: Iterable[Member]
) -> func.HttpResponse:
    """The tree as an answer, packed as it is told. It is kept where it says something else than the
    one that is, whenever it says so."""
    packing, said = Packing(), hashlib.sha256()
    times = [("at", pieces.whole(at)), ("looked", pieces.whole(looked))]
    packing.add(b"{%b," % b"".join(pieces.members(times)))
    for piece in pieces.members(told):
        said.update(piece)
        packing.add(piece)
    packing.add(b"}")
    kept = KeptTree(at, f"{_shape()}-{said.hexdigest()}", packing.done())
    try:
        asked.services.store.trees.keep(project, kept)
    except Exception:  # whatever went wrong, the tree itself is here
        log.exception("the tree of project %s is not kept", project)
    return ready(asked.req, kept.packed)


def show_last(asked: Asked) -> func.HttpResponse:
    """As it was told, byte for byte; 204 where nothing is kept."""
    kept = _last(asked, asked.project.id)
    if kept is None or not kept.digest.startswith(_shape()):
        return func.HttpResponse(status_code=204)
    return ready(asked.req, kept.packed)


def _last(asked: Asked, project: str) -> KeptTree | None:
    try:
        return asked.services.store.trees.last(project)
    except Exception:  # whatever went wrong, the tree is about to be told anew
        log.exception("the kept tree of project %s cannot be read", project)
        return None
