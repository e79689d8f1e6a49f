"""Links and their mismatches. The etag is the row's and never stands in the JSON."""

from collections.abc import Iterable, Mapping
from sys import intern

from core.model.absence import Absence
from core.model.bursts import Burst
from core.model.compare import Link, Mismatch, Verdict
from core.model.items import Side
from core.storage.codec import full
from core.storage.codec.items import base, base_json, pair, pair_json, snapshot, snapshot_json
from core.storage.rows import Json


def link_json(link: Link) -> Json:
    return full(
        {
            "id": link.id,
            "project": link.project,
            "ado": snapshot_json(link.ado),
            "ppm": snapshot_json(link.ppm),
            "base": {name: pair_json(each) for name, each in link.base.items()},
            "mismatches": [mismatch_json(each) for each in link.mismatches],
            "aside": dict(link.aside),
            "gone": {side.value: why.value for side, why in sorted(link.gone.items())},
            "intended": None if link.intended is None else [link.intended],
            "looked_at": {side.value: at for side, at in link.looked_at.items()},
            "burst": [link.burst.since, link.burst.writes] if link.burst != Burst() else None,
            "compared": link.compared,
        }
    )


def link(found: Json, etag: str = "") -> Link:
    intended = found.get("intended")
    return Link(
        id=found.get("id", ""),
        project=found.get("project", ""),
        ado=snapshot(Side.ADO, found.get("ado", {})),
        ppm=snapshot(Side.PPM, found.get("ppm", {})),
        base={intern(name): pair(each) for name, each in found.get("base", {}).items()},
        mismatches=tuple(mismatch(each) for each in found.get("mismatches", ())),
        aside=found.get("aside", {}),
        gone=_gone(found.get("gone", {})),
        intended=None if intended is None else intended[0],
        looked_at={Side(side): at for side, at in found.get("looked_at", {}).items()},
        burst=Burst(*found.get("burst", ())),
        compared=found.get("compared", ""),
        etag=etag,
    )


def _gone(found: Mapping[str, str] | Iterable[str]) -> Mapping[Side, Absence]:
    """Older rows name the sides alone, so nobody knows why."""
    told = found if isinstance(found, Mapping) else dict.fromkeys(found, Absence.UNKNOWN.value)
    return {Side(side): Absence(why) for side, why in told.items()}


def mismatch_json(mismatch: Mismatch) -> Json:
    found: dict[str, object] = {
        "name": mismatch.name,
        "now": pair_json(mismatch.now),
        "base": base_json(mismatch.base),
        "changed": mismatch.changed.value,
    }
    if mismatch.found_in:
        found["found_in"] = mismatch.found_in
    return found


def mismatch(found: Json) -> Mismatch:
    return Mismatch(
        name=found["name"],
        now=pair(found["now"]),
        base=base(found.get("base")),
        changed=Verdict(found["changed"]),
        found_in=found.get("found_in", ""),
    )
