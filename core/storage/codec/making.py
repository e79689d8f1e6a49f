"""New items as they were approved, and what a plan of them leaves out or asks for."""

from core.model.fields import VendorField
from core.model.making import ItemType, Making
from core.model.plans import LeftOut
from core.model.rules import Kind
from core.storage.codec import full
from core.storage.codec.items import ref, ref_json, values, values_json
from core.storage.rows import Json


def making_json(making: Making) -> Json:
    type_, parent = making.type, making.parent
    return full(
        {
            "source": ref_json(making.source),
            "type": [type_.collection, type_.project, type_.name],
            "below": making.below,
            "parent": None if parent is None else ref_json(parent),
            "given": values_json(making.given),
        }
    )


def making(found: Json) -> Making:
    parent = found.get("parent")
    return Making(
        source=ref(found["source"]),
        type=ItemType(*found["type"]),
        below=found.get("below", ""),
        parent=None if parent is None else ref(parent),
        given=values(found.get("given", {})),
    )


def left_out_json(out: LeftOut) -> Json:
    return full(
        {"ref": ref_json(out.ref), "title": out.title, "words": out.words, "link": out.link}
    )


def left_out(found: Json) -> LeftOut:
    return LeftOut(
        ref=ref(found["ref"]),
        title=found.get("title", ""),
        words=found.get("words", ""),
        link=found.get("link", ""),
    )


def vendor_field_json(field: VendorField) -> Json:
    return full(
        {
            "name": field.name,
            "label": field.label,
            "kind": field.kind.value if field.kind else None,
            "writable": field.writable,
            "options": list(field.options),
            "required": field.required,
        }
    )


def vendor_field(found: Json) -> VendorField:
    kind = found.get("kind")
    return VendorField(
        name=found.get("name", ""),
        label=found.get("label", ""),
        kind=Kind(kind) if kind else None,
        writable=found.get("writable", False),
        options=tuple(found.get("options", ())),
        required=found.get("required", False),
    )
