"""Every value of the model comes back from its JSON as it went in."""

import json
from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.model.absence import Absence
from core.model.alarms import Alarm, Raised
from core.model.alarms import Kind as Rings
from core.model.approvals import Approval, Aspect, Became, Direction, Intent, Outcome, Written
from core.model.backlogs import Filter
from core.model.brakes import Brake, Limits, Stops
from core.model.bursts import Burst
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.connections import HookRow, Subscription
from core.model.fields import VendorField
from core.model.intents import HistoryRow
from core.model.items import ItemRef, LongText, Person, Side, Snapshot, State
from core.model.letters import Kind as Ends
from core.model.letters import Letter
from core.model.making import ItemType, Making
from core.model.plans import LeftOut, Plan, PlannedLink, PlannedValue
from core.model.projects import AdoPlace, Project, SavedFilter, Site, Suspension
from core.model.rules import FieldRule, Kind, Terms
from core.model.schema import Known, Note, Picture
from core.model.silence import Found
from core.model.standing import StandingChoice
from core.model.tallies import Tally
from core.storage.alarms import raised, raised_json
from core.storage.codec import approvals, hooks, links, making, plans, projects
from core.storage.letters import letter, letter_json
from core.storage.rows import as_text


def whole(made: type[Any], *parts: Any, **named: Any) -> st.SearchStrategy[Any]:
    """Values with every field their class has: a new one has to be remembered too."""
    names = [each.name for each in fields(made)]
    filled = dict(zip(names, parts, strict=False)) | named
    assert set(filled) == set(names), f"{made.__name__} has gained or lost a field"
    return st.builds(made, **filled)


TEXT = st.text(max_size=8)
SAID = st.text(min_size=1, max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
KINDS = whole(Person, TEXT, TEXT, TEXT) | whole(State, TEXT, TEXT)
LEAVES = SCALARS | KINDS | whole(LongText, TEXT, TEXT, TEXT, TEXT)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4)
NAMES = st.frozensets(TEXT, max_size=3)
REFS = whole(ItemRef, st.sampled_from(Side), TEXT)
PAIRS = whole(Pair, VALUES, VALUES)


def by_name(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(TEXT, values, max_size=3)


def by_side(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[Side, Any]]:
    return st.fixed_dictionaries(dict.fromkeys(Side, values))


def tuples(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


def snapshots(side: Side) -> st.SearchStrategy[Snapshot]:
    return whole(
        Snapshot,
        ref=whole(ItemRef, st.just(side), TEXT),
        version=TEXT,
        values=by_name(VALUES),
        told=NAMES,
        missing=NAMES,
        readonly=NAMES,
        computed=NAMES,
        parent=st.none() | REFS,
        parent_told=st.booleans(),
        parent_readonly=TEXT,
        states=tuples(whole(State, TEXT, TEXT)),
        title=TEXT,
        type=TEXT,
        url=TEXT,
        changed_by=TEXT,
        changed_at=TEXT,
        home=TEXT,
        heard=TEXT,
    )


NUMBERS = st.integers(0, 999)
BRAKES = whole(
    Brake,
    st.sampled_from(Stops),
    TEXT,
    TEXT,
    TEXT,
    NUMBERS,
    NUMBERS,
    over_at=TEXT,
    over_by=TEXT,
    passes=NUMBERS,
)
LINKS = whole(
    Link,
    id=TEXT,
    project=TEXT,
    ado=snapshots(Side.ADO),
    ppm=snapshots(Side.PPM),
    base=by_name(PAIRS),
    mismatches=tuples(
        whole(Mismatch, TEXT, PAIRS, st.none() | PAIRS, st.sampled_from(Verdict), TEXT)
    ),
    aside=by_name(TEXT),
    gone=st.dictionaries(st.sampled_from(Side), st.sampled_from(Absence)),
    intended=st.none() | TEXT,
    looked_at=st.dictionaries(st.sampled_from(Side), TEXT),
    burst=whole(Burst, TEXT, st.integers(0, 99)),
    compared=TEXT,
    etag=TEXT,
)
WRITTEN = whole(Written, TEXT, VALUES, VALUES, VALUES)
TYPES = whole(ItemType, TEXT, TEXT, TEXT)
MAKINGS = whole(Making, REFS, TYPES, TEXT, st.none() | REFS, by_name(VALUES))
INTENTS = whole(Intent, TEXT, TEXT, by_name(WRITTEN), st.none() | by_name(VALUES))
APPROVALS = whole(
    Approval,
    id=TEXT,
    project=TEXT,
    link=TEXT,
    direction=st.sampled_from(Direction),
    aspect=st.sampled_from(Aspect),
    digests=by_name(TEXT),
    by=TEXT,
    at=TEXT,
    chosen=TEXT,
    after=TEXT,
    standing=TEXT,
    due=TEXT,
    making=st.none() | MAKINGS,
    intent=st.none() | INTENTS,
    outcomes=by_name(whole(Outcome, st.sampled_from(Became), TEXT)),
    taken_by=TEXT,
    taken_until=TEXT,
    not_before=TEXT,
    away_until=TEXT,
    tries=st.integers(0, 9),
    words=TEXT,
    letter=TEXT,
    etag=TEXT,
)
LETTERS = whole(
    Letter,
    id=TEXT,
    kind=st.sampled_from(Ends),
    words=TEXT,
    title=TEXT,
    tries=st.integers(0, 9),
    at=TEXT,
    first=TEXT,
    after=TEXT,
    approval=APPROVALS.map(lambda each: replace(each, etag="")),
    retry=TEXT,
    retried_by=TEXT,
    retried_at=TEXT,
    dismissed_by=TEXT,
    dismissed_at=TEXT,
    note=TEXT,
    etag=TEXT,
)
PLANNED_VALUES = whole(
    PlannedValue,
    name=TEXT,
    before=VALUES,
    after=VALUES,
    base=st.none() | PAIRS,
    changed=st.sampled_from(Verdict),
    overwrites=st.booleans(),
    digest=TEXT,
    why_not=TEXT,
    needs=tuples(TEXT),
)
ASKS = whole(
    VendorField,
    name=TEXT,
    label=TEXT,
    kind=st.none() | st.sampled_from(Kind),
    writable=st.booleans(),
    options=tuples(TEXT),
    required=st.booleans(),
)
PLANNED = whole(
    PlannedLink,
    link=TEXT,
    title=TEXT,
    values=tuples(PLANNED_VALUES),
    chosen=TEXT,
    first=TEXT,
    nearest=TEXT,
    making=st.none() | MAKINGS,
    asks=tuples(ASKS),
    checked=st.booleans(),
)
LEFT_OUT = whole(LeftOut, REFS, TEXT, TEXT, TEXT)
PLANS = whole(
    Plan,
    id=TEXT,
    project=TEXT,
    direction=st.sampled_from(Direction),
    aspect=st.sampled_from(Aspect),
    by=TEXT,
    at=TEXT,
    links=st.just(()),
    left_out=st.just(()),
)
RULES = whole(
    FieldRule,
    id=TEXT,
    ado=tuples(TEXT),
    ppm=tuples(TEXT),
    kind=st.sampled_from(Kind),
    active=st.booleans(),
    value_map=tuples(st.tuples(TEXT, TEXT)),
    days=st.frozensets(st.sampled_from(Side)),
    with_computed=st.booleans(),
    paused=TEXT,
)
NAMED = st.dictionaries(TEXT, TEXT, max_size=2)
FILTERS = whole(Filter, TEXT, TEXT, TEXT, TEXT, TEXT, st.integers(0, 9), TEXT)
SITES = whole(Site, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
SUBSCRIPTIONS = whole(Subscription, TEXT, TEXT, TEXT, TEXT)
HOOKS = whole(
    HookRow,
    name=TEXT,
    side=st.sampled_from(Side),
    collection=TEXT,
    project=TEXT,
    subscriptions=tuples(SUBSCRIPTIONS),
    words=TEXT,
    looked_at=TEXT,
    seen_at=TEXT,
    mended=TEXT,
    mended_at=TEXT,
)
CHOICES = whole(
    StandingChoice,
    rules=tuples(TEXT),
    direction=st.sampled_from(Direction),
    by=TEXT,
    at=TEXT,
    most_days=NUMBERS,
    active=st.booleans(),
)
PROJECTS = whole(
    Project,
    id=TEXT,
    name=TEXT,
    ado=tuples(whole(AdoPlace, TEXT, TEXT, TEXT, TEXT, TEXT)),
    rules=tuples(RULES),
    terms=whole(Terms, TEXT, st.floats(0.5, 24), TEXT),
    members=NAMES,
    filters=tuples(whole(SavedFilter, TEXT, FILTERS)),
    approvers_keep=st.booleans(),
    swept_at=TEXT,
    tallies=tuples(whole(Tally, TEXT, *[st.integers(0, 99_999)] * 3)),
    limits=whole(Limits, *[st.integers(1, 999)] * 4),
    brakes=tuples(BRAKES),
    out_of_reach=NUMBERS,
    found=tuples(whole(Found, st.sampled_from(Side), TEXT, NUMBERS)),
    suspended=st.none() | whole(Suspension, SAID, SAID, TEXT),
    resumed_at=TEXT,
    picture=whole(
        Picture,
        st.dictionaries(
            TEXT, whole(Known, TEXT, by_side(NAMED), by_side(NAMES), st.booleans()), max_size=2
        ),
        st.dictionaries(TEXT, NAMED, max_size=2),
        NAMED,
    ),
    notes=tuples(whole(Note, TEXT, TEXT, st.booleans())),
    watched_at=TEXT,
    standing=tuples(CHOICES),
    apply_at=TEXT,
    etag=TEXT,
)
ALARMS = whole(
    Raised,
    whole(Alarm, st.sampled_from(Rings), TEXT, TEXT, TEXT, st.booleans()),
    TEXT,
    TEXT,
    TEXT,
    st.booleans(),
)
HISTORY = whole(
    HistoryRow,
    *[TEXT] * 8,
    old=VALUES,
    new=VALUES,
    certain=st.booleans(),
    became=st.sampled_from(Became),
    words=TEXT,
)


@given(LINKS)
def test_a_link_comes_back(link: Link) -> None:
    found = links.link(_again(links.link_json(link)), link.etag)

    assert found == link
    # It is no part of what differs, so that two are equal without it.
    assert [m.found_in for m in found.mismatches] == [m.found_in for m in link.mismatches]


@given(APPROVALS)
def test_an_approval_comes_back(approval: Approval) -> None:
    found = _again(approvals.approval_json(approval))

    assert approvals.approval(found, approval.etag) == approval


@given(PLANS, tuples(PLANNED), tuples(LEFT_OUT))
def test_a_plan_comes_back(
    plan: Plan, planned: tuple[PlannedLink, ...], out: tuple[LeftOut, ...]
) -> None:
    found = tuple(plans.planned(_again(plans.planned_json(each))) for each in planned)

    assert found == planned
    assert tuple(making.left_out(_again(making.left_out_json(each))) for each in out) == out
    assert plans.plan(_again(plans.plan_json(plan)), ()) == plan


@given(PROJECTS)
def test_a_project_comes_back(project: Project) -> None:
    found = _again(projects.project_json(project))

    assert projects.project(found, project.etag) == project


@given(ALARMS)
def test_an_alarm_comes_back(row: Raised) -> None:
    assert raised(_again(raised_json(row))) == row


@given(LETTERS)
def test_a_letter_comes_back(row: Letter) -> None:
    assert letter(_again(letter_json(row)), row.etag) == row


@given(SITES)
def test_what_the_tenant_shares_comes_back(site: Site) -> None:
    assert projects.site(_again(projects.site_json(site)), site.etag) == site


@given(HOOKS)
def test_a_hook_address_comes_back(row: HookRow) -> None:
    assert hooks.hook(_again(hooks.hook_json(row)), row.seen_at) == row


@given(HISTORY)
def test_a_history_row_comes_back(row: HistoryRow) -> None:
    assert approvals.history(_again(approvals.history_json(row))) == row


@given(VALUES)
def test_a_value_keeps_its_type(value: Any) -> None:
    link = Link("", "", Snapshot(ItemRef(Side.ADO, "")), Snapshot(ItemRef(Side.PPM, "")))
    link = replace(link, base={"title": Pair(value, None)})

    found = links.link(_again(links.link_json(link)))

    # 1, 1.0 and True are equal in Python, and not to a vendor.
    assert repr(found.base) == repr(link.base)


def _again(what: object) -> Any:
    return json.loads(as_text(what))
