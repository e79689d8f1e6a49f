"""A linked story whose vendors tell of their fields, and a rule to add or to change."""

from dataclasses import replace

from core.model.compare import Link, Verdict
from core.model.fields import VendorField
from core.model.projects import Project
from core.model.rules import FieldRule, Kind
from core.sync.rules import change_rules
from tests.worlds import PRIORITY, RULES, World, a_linked_story

ADO = (
    VendorField("System.Title", "Title", Kind.TEXT),
    VendorField("System.State", "State", Kind.STATE),
    VendorField("Priority", "Priority", Kind.WHOLE),
    VendorField("Custom.Urgency", "Urgency", Kind.WHOLE),
)
PPM = (
    VendorField("Name", "Name", Kind.TEXT),
    VendorField("Progress", "Progress %", Kind.DECIMAL),
    VendorField("Priority", "Priority", Kind.CHOICE),
    VendorField("Stage", "Delivery Stage", Kind.CHOICE),
)
URGENCY = FieldRule("urgency", ("Custom.Urgency",), ("Stage",), Kind.CHOICE)
OTHER_MAP = replace(PRIORITY, value_map=(("1", "Critical"), ("2", "Low")))
OTHER_FIELD = replace(PRIORITY, ado=("Custom.Urgency",))


def a_mapped_story() -> tuple[World, Link]:
    world, link = a_linked_story()
    world.ado.catalogue_fields, world.ppm.catalogue_fields = ADO, PPM
    world.ado.options_of = {"Priority": ["1", "2", "3", "4"]}
    world.ppm.options_of = {"Priority": ["Low", "High"], "Stage": ["Soon", "Later"]}
    return world, link


def changed(world: World, *rules: FieldRule) -> Project:
    return change_rules(world.project, rules, world.systems, world.store)


def instead(rule: FieldRule) -> tuple[FieldRule, ...]:
    """The rules as they were, with this one in place of its namesake."""
    return tuple(rule if each.id == rule.id else each for each in RULES)


def differs(world: World, link: Link, name: str) -> Verdict | None:
    found = world.link(link.id).mismatch(name)
    return found.changed if found else None


def a_story_read_with_urgency() -> tuple[World, Link]:
    """Both snapshots know a second field, which says something else than the first."""
    world, link = a_mapped_story()
    world.ado.edit(link.ado.ref, {"Custom.Urgency": 2})
    changed(world, *RULES, replace(URGENCY, active=False))
    world.sweep()
    return world, link
