"""The files of the page: listed once, kept in memory with their packed twin, and told apart from
everything else that may lie beside them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from handlers.packing import BEST, packed

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_OF_TOOLS = ("package.json", "package-lock.json", "tsconfig.json", "eslint.config.js")


@dataclass(frozen=True)
class File:
    """What is answered to one address."""

    kind: str
    body: bytes

    @cached_property
    def tag(self) -> str:
        """Changes with every byte."""
        return hashlib.sha256(self.body).hexdigest()[:32]

    @cached_property
    def packed(self) -> bytes:
        return packed(self.body, BEST)


@cache
def files(folder: Path) -> Mapping[str, File]:
    """Every file of the page by its path below the folder."""
    root = folder.resolve()
    return {
        path.relative_to(root).as_posix(): File(_KINDS[path.suffix], path.read_bytes())
        for path in sorted(root.rglob("*"))
        if _is_ours(path, root)
    }


def _is_ours(path: Path, root: Path) -> bool:
    """Not what tools put there, nor what a symbolic link fetches from elsewhere."""
    parts = path.relative_to(root).parts
    hidden = any(part.startswith(".") or part == "node_modules" for part in parts)
    known = path.suffix in _KINDS and path.name not in _OF_TOOLS
    return known and not hidden and path.is_file() and path.resolve() == path
