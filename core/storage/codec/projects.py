"""Projects with their places, rules and terms."""

from core.model.approvals import Direction
from core.model.backlogs import Filter
from core.model.brakes import Brake, Limits, Stops
from core.model.items import Side
from core.model.projects import AdoPlace, Project, SavedFilter, Site, Suspension
from core.model.rules import FieldRule, Kind, Terms
from core.model.schema import Known, Note, Picture
from core.model.silence import Found
from core.model.standing import MOST_DAYS, StandingChoice
from core.model.tallies import Tally
from core.storage.codec import full
from core.storage.rows import FIRST, Json


def project_json(project: Project) -> Json:
    return {
        "id": project.id,
        "name": project.name,
        "ado": [place_json(place) for place in project.ado],
        "rules": [rule_json(rule) for rule in project.rules],
        "terms": terms_json(project.terms),
        "members": sorted(project.members),
        "filters": [[each.name, filter_json(each.filter)] for each in project.filters],
        "approvers_keep": project.approvers_keep,
        "swept_at": project.swept_at,
        "tallies": [[t.day, t.links, t.differing, t.gone] for t in project.tallies],
        "limits": vars(project.limits),
        "brakes": [brake_json(each) for each in project.brakes],
        "out_of_reach": project.out_of_reach,
        "found": [[each.side.value, each.at, each.edits] for each in project.found],
        "suspended": full(vars(project.suspended)) if project.suspended else None,
        "resumed_at": project.resumed_at,
        "picture": picture_json(project.picture),
        "notes": [[each.words, each.at, each.lasting] for each in project.notes],
        "watched_at": project.watched_at,
        "standing": [choice_json(each) for each in project.standing],
        "apply_at": project.apply_at,
    }


def project_form(project: Project) -> int:
    """Before the second form a project went on by itself once it was listed."""
    return 2 if project.suspended and project.suspended.by else FIRST


def project(found: Json, etag: str = "") -> Project:
    return Project(
        id=found["id"],
        name=found.get("name", ""),
        ado=tuple(place(each) for each in found.get("ado", ())),
        rules=tuple(rule(each) for each in found["rules"]),
        terms=terms(found.get("terms", {})),
        members=frozenset(found.get("members", ())),
        filters=tuple(SavedFilter(name, filter_(each)) for name, each in found.get("filters", ())),
        approvers_keep=found.get("approvers_keep", False),
        swept_at=found.get("swept_at", ""),
        tallies=tuple(Tally(*each) for each in found.get("tallies", ())),
        limits=Limits(**found.get("limits", {})),
        brakes=tuple(brake(each) for each in found.get("brakes", ())),
        out_of_reach=found.get("out_of_reach", 0),
        found=tuple(Found(Side(s), at, edits) for s, at, edits in found.get("found", ())),
        suspended=Suspension(**told) if (told := found.get("suspended")) else None,
        resumed_at=found.get("resumed_at", ""),
        picture=picture(found.get("picture", {})),
        notes=tuple(Note(*each) for each in found.get("notes", ())),
        watched_at=found.get("watched_at", ""),
        standing=tuple(choice(each) for each in found.get("standing", ())),
        apply_at=found.get("apply_at", ""),
        etag=etag,
    )


def picture_json(seen: Picture) -> Json:
    return {
        "rules": {name: _known_json(each) for name, each in seen.rules.items()},
        "states": {type_: dict(states) for type_, states in seen.states.items()},
        "paths": dict(seen.paths),
    }


def picture(found: Json) -> Picture:
    return Picture(
        {name: _known(each) for name, each in found.get("rules", {}).items()},
        found.get("states", {}),
        found.get("paths", {}),
    )


def _known_json(seen: Known) -> Json:
    return {
        "rule": seen.rule,
        "fields": {side.value: dict(fields) for side, fields in seen.fields.items()},
        "offered": {side.value: sorted(values) for side, values in seen.offered.items()},
        "fits": seen.fits,
    }


def _known(found: Json) -> Known:
    return Known(
        found["rule"],
        {Side(side): fields for side, fields in found["fields"].items()},
        {Side(side): frozenset(values) for side, values in found["offered"].items()},
        found["fits"],
    )


def choice_json(choice: StandingChoice) -> Json:
    return {**vars(choice), "rules": list(choice.rules), "direction": choice.direction.value}


def choice(found: Json) -> StandingChoice:
    return StandingChoice(
        rules=tuple(found["rules"]),
        direction=Direction(found["direction"]),
        by=found["by"],
        at=found["at"],
        most_days=found.get("most_days", MOST_DAYS),
        active=found.get("active", True),
    )


def brake_json(brake: Brake) -> Json:
    return full({**vars(brake), "kind": brake.kind.value})


def brake(found: Json) -> Brake:
    return Brake(
        kind=Stops(found["kind"]),
        about=found.get("about", ""),
        words=found.get("words", ""),
        at=found.get("at", ""),
        count=found.get("count", 0),
        links=found.get("links", 0),
        over_at=found.get("over_at", ""),
        over_by=found.get("over_by", ""),
        passes=found.get("passes", 0),
    )


def place_json(place: AdoPlace) -> Json:
    return {
        "url": place.url,
        "project": place.project,
        "collection": place.collection,
        "secret": place.secret,
        "id": place.id,
    }


def place(found: Json) -> AdoPlace:
    return AdoPlace(
        url=found["url"],
        project=found["project"],
        collection=found.get("collection", ""),
        secret=found.get("secret", ""),
        id=found.get("id", ""),
    )


def site_json(site: Site) -> Json:
    return full(
        {
            "url": site.url,
            "collection": site.collection,
            "secret": site.secret,
            "express_expires_at": site.express_expires_at,
            "express_words": site.express_words,
        }
    )


def site(found: Json, etag: str = "") -> Site:
    return Site(
        url=found.get("url", ""),
        collection=found.get("collection", ""),
        secret=found.get("secret", ""),
        express_expires_at=found.get("express_expires_at", ""),
        express_words=found.get("express_words", ""),
        etag=etag,
    )


def filter_json(wanted: Filter) -> Json:
    return full(
        {
            "collection": wanted.collection,
            "project": wanted.project,
            "team": wanted.team,
            "iteration": wanted.iteration,
            "query": wanted.query,
            "item": wanted.item or None,
            "text": wanted.text,
        }
    )


def filter_(found: Json) -> Filter:
    return Filter(
        collection=found.get("collection", ""),
        project=found.get("project", ""),
        team=found.get("team", ""),
        iteration=found.get("iteration", ""),
        query=found.get("query", ""),
        item=found.get("item", 0),
        text=found.get("text", ""),
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
        "paused": rule.paused,
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
        paused=found.get("paused", ""),
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
