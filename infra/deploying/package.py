"""The package that is deployed: what runs and nothing else, and the same bytes each time."""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from uv import find_uv_bin

from setting_up import ROOT, Trouble

OURS = ("LICENSE", "core", "function_app.py", "handlers", "host.json", "requirements.txt", "web")
LIBRARIES = ".python_packages/lib/site-packages"
MOST_BYTES = 60 * 1024 * 1024
# What Azure runs on. Nothing is compiled there or here: a machine of any kind builds for it.
_PLATFORM = "x86_64-manylinux_2_28"
# What only an installer reads; some of it differs between two machines.
_OF_INSTALLERS = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json")
_NOT_LIBRARIES = ("bin", ".lock")
# Zip files know no earlier moment.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Package:
    file: Path
    bytes: int
    digest: str


def build(to: Path, python: str) -> Package:
    """The package for that version of Python, such as 3.13. Raises Trouble."""
    with tempfile.TemporaryDirectory(prefix="lockstep-") as name:
        libraries = Path(name)
        install(libraries, python)
        pack(to, [*_own_files(), *_library_files(libraries)])
    return measured(to)


def install(folder: Path, python: str) -> None:
    where = ("--target", str(folder), "--python-version", python, "--python-platform", _PLATFORM)
    how = ("--only-binary", ":all:", "--no-compile-bytecode", "--link-mode", "copy", "--quiet")
    locked = ("--require-hashes", "-r", str(ROOT / "requirements.txt"))
    command = [find_uv_bin(), "pip", "install", *where, *how, *locked]
    if subprocess.run(command, check=False).returncode:
        raise Trouble(f"Nothing could be had for Python {python} (see above): is there a network?")


def pack(to: Path, files: Iterable[tuple[str, Path]]) -> None:
    """All of it or nothing: a package that broke off half-way is never found under that name."""
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in sorted(files):
            packed.writestr(_entry(name), path.read_bytes())
    unfinished.replace(to)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # The same from every system: an ordinary file that everybody may read.
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    return entry


def measured(file: Path) -> Package:
    """Raises Trouble where it is too large."""
    found = Package(file, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
    if found.bytes > MOST_BYTES:
        raise Trouble(
            f"the package is {found.bytes:,} bytes, and we promise {MOST_BYTES:,} at most"
        )
    return found


def _own_files() -> Iterator[tuple[str, Path]]:
    for path in (ROOT / name for name in OURS):
        for found in [path] if path.is_file() else path.rglob("*"):
            name = found.relative_to(ROOT).as_posix()
            if found.is_file() and not stays(name):
                yield name, found


def stays(path: str) -> bool:
    """Whether `.funcignore`, by which other tools go as well, keeps it here, or what it lies in."""
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return any(
        fnmatch.fnmatch(each, pattern)
        or ("/" not in pattern and fnmatch.fnmatch(each.split("/")[-1], pattern))
        for each in above
        for pattern in _patterns()
    )


@cache
def _patterns() -> list[str]:
    lines = (ROOT / ".funcignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _library_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        left = parts[0] in _NOT_LIBRARIES or path.name in _OF_INSTALLERS
        if path.is_file() and not left:
            yield "/".join([LIBRARIES, *parts]), path


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".deploy" / "lockstep.zip")
    parser.add_argument("--python", default="3.13", help="the Python that runs it in Azure")
    wanted = parser.parse_args(arguments)
    try:
        made = build(wanted.out, wanted.python)
    except Trouble as trouble:
        print(f"package: {trouble}", file=sys.stderr)
        return 2
    print(f"{made.file}: {made.bytes:,} bytes, sha256 {made.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
