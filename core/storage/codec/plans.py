"""Plans: the plan itself, and the links it is about one by one."""

from core.model.approvals import Aspect, Direction
from core.model.compare import Verdict
from core.model.items import plain, valued
from core.model.plans import LeftOut, Plan, PlannedLink, PlannedValue
from core.storage.codec import full
from core.storage.codec.items import base, base_json
from core.storage.codec.making import making, making_json, vendor_field, vendor_field_json
from core.storage.rows import Json


def plan_json(plan: Plan) -> Json:
    """The plan without its links and what it leaves out, which stand in rows of their own."""
    return {
        "id": plan.id,
        "project": plan.project,
        "direction": plan.direction.value,
        "aspect": plan.aspect.value,
        "by": plan.by,
        "at": plan.at,
    }


def plan(found: Json, links: tuple[PlannedLink, ...], left_out: tuple[LeftOut, ...] = ()) -> Plan:
    return Plan(
        id=found["id"],
        project=found["project"],
        direction=Direction(found["direction"]),
        aspect=Aspect(found["aspect"]),
        by=found["by"],
        at=found["at"],
        links=links,
        left_out=left_out,
    )


def planned_json(planned: PlannedLink) -> Json:
    return full(
        {
            "link": planned.link,
            "title": planned.title,
            "values": [planned_value_json(value) for value in planned.values],
            "chosen": planned.chosen,
            "first": planned.first,
            "nearest": planned.nearest,
            "making": None if planned.making is None else making_json(planned.making),
            "asks": [vendor_field_json(each) for each in planned.asks],
            "checked": planned.checked,
        }
    )


def planned(found: Json) -> PlannedLink:
    new = found.get("making")
    return PlannedLink(
        link=found.get("link", ""),
        title=found.get("title", ""),
        values=tuple(planned_value(value) for value in found.get("values", ())),
        chosen=found.get("chosen", ""),
        first=found.get("first", ""),
        nearest=found.get("nearest", ""),
        making=None if new is None else making(new),
        asks=tuple(vendor_field(each) for each in found.get("asks", ())),
        checked=found.get("checked", False),
    )


def planned_value_json(value: PlannedValue) -> Json:
    return full(
        {
            "name": value.name,
            "pair": [plain(value.before), plain(value.after)],
            "base": base_json(value.base),
            "changed": value.changed.value,
            "overwrites": value.overwrites,
            "digest": value.digest,
            "why_not": value.why_not,
            "needs": list(value.needs),
        }
    )


def planned_value(found: Json) -> PlannedValue:
    before, after = found["pair"]
    return PlannedValue(
        name=found.get("name", ""),
        before=valued(before),
        after=valued(after),
        base=base(found.get("base")),
        changed=Verdict(found["changed"]),
        overwrites=found.get("overwrites", False),
        digest=found.get("digest", ""),
        why_not=found.get("why_not", ""),
        needs=tuple(found.get("needs", ())),
    )
