"""The tree as it was last told: kept packed, shown at once while it is told anew. Without it people
wait a little longer, so nothing about it fails a request."""

import hashlib
import json
import logging
from collections.abc import Mapping
from functools import cache

import azure.functions as func

from core.model.items import fingerprint
from core.model.tree import KeptTree
from handlers.api.asked import Asked
from handlers.api.tree_answers import TreeAnswer
from handlers.packing import packed, ready

log = logging.getLogger(__name__)


@cache
def _shape() -> str:
    """A digest begins with it: what an older app has told in another shape is nothing to this
    one."""
    return fingerprint(TreeAnswer.model_json_schema())


def tell(
    asked: Asked, project: str, at: str, looked: str, told: Mapping[str, object]
) -> func.HttpResponse:
    """The tree as an answer. It is kept where it says something else than the one that is,
    whenever it says so."""
    timeless = _json(told)
    times = _json({"at": at, "looked": looked})
    body = times[:-1] + b"," + timeless[1:]
    digest = f"{_shape()}-{hashlib.sha256(timeless).hexdigest()}"
    kept = KeptTree(at, digest, packed(body))
    try:
        asked.services.store.trees.keep(project, kept)
    except Exception:  # whatever went wrong, the tree itself is here
        log.exception("the tree of project %s is not kept", project)
    return ready(asked.req, kept.packed)


def _json(told: Mapping[str, object]) -> bytes:
    """Half a character in one title, which vendors let people type, hides no other item."""
    try:
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(told, separators=(",", ":")).encode()


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
