"""Projects with their places, rules and terms."""

from core.model.items import Side
from core.model.projects import AdoPlace, Project
from core.model.rules import FieldRule, Kind, Terms
from core.storage.rows import Json


def project_json(project: Project) -> Json:
    return {
        "id": project.id,
        "name": project.name,
        "ado": [place_json(place) for place in project.ado],
        "rules": [rule_json(rule) for rule in project.rules],
        "terms": terms_json(project.terms),
        "members": sorted(project.members),
        "swept_at": project.swept_at,
    }


def project(found: Json, etag: str = "") -> Project:
    return Project(
        id=found["id"],
        name=found.get("name", ""),
        ado=tuple(place(each) for each in found.get("ado", ())),
        rules=tuple(rule(each) for each in found["rules"]),
        terms=terms(found.get("terms", {})),
        members=frozenset(found.get("members", ())),
        swept_at=found.get("swept_at", ""),
        etag=etag,
    )


def place_json(place: AdoPlace) -> Json:
    return {
        "url": place.url,
        "project": place.project,
        "collection": place.collection,
        "secret": place.secret,
    }


def place(found: Json) -> AdoPlace:
    return AdoPlace(
        url=found["url"],
        project=found["project"],
        collection=found.get("collection", ""),
        secret=found.get("secret", ""),
    )


def rule_json(rule: FieldRule) -> Json:
    return {
        "id": rule.id,
        "ado": list(rule.ado),
        "ppm": list(rule.ppm),
        "kind": rule.kind.value,
        "active": rule.active,
        "value_map": [list(pair) for pair in rule.value_map],
        "days": sorted(side.value for side in rule.days),
        "with_computed": rule.with_computed,
    }


def rule(found: Json) -> FieldRule:
    return FieldRule(
        id=found["id"],
        ado=tuple(found["ado"]),
        ppm=tuple(found["ppm"]),
        kind=Kind(found["kind"]),
        active=found.get("active", True),
        value_map=tuple((ado, ppm) for ado, ppm in found.get("value_map", ())),
        days=frozenset(Side(side) for side in found.get("days", ())),
        with_computed=found.get("with_computed", False),
    )


def terms_json(terms: Terms) -> Json:
    return {
        "zone": terms.zone,
        "hours_per_day": terms.hours_per_day,
        "ppm_rich_text": terms.ppm_rich_text,
    }


def terms(found: Json) -> Terms:
    usual = Terms()
    return Terms(
        zone=found.get("zone", usual.zone),
        hours_per_day=found.get("hours_per_day", usual.hours_per_day),
        ppm_rich_text=found.get("ppm_rich_text", usual.ppm_rich_text),
    )
