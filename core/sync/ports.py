"""What the use cases need from the outside, in as few methods as possible: the vendors here, what
is remembered in `stores`, and all of it together as `Services`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from core.model.absence import Absence
from core.model.alarms import Raised
from core.model.approvals import Fate, Parcel, Write
from core.model.backlogs import Choice, Filter, Level, TypeChoice
from core.model.budgets import Identity, Urgency
from core.model.changes import Change, Place
from core.model.connections import Findings, Subscription
from core.model.fields import VendorField
from core.model.framing import Framing
from core.model.items import ItemRef, Side, Snapshot
from core.model.making import ItemType, Made, NewItem, Refusals
from core.model.projects import AdoPlace, Project
from core.model.schema import Schema
from core.model.sightings import Known, Sightings
from core.sync.stores import Changes, Secrets, Store
from core.sync.telemetry import NOBODY, Telemetry

if TYPE_CHECKING:
    from core.sync.gathering import Gathering

Clock = Callable[[], datetime]


class System(Protocol):
    """One vendor's items, as one PPM project sees them."""

    @property
    def apart(self) -> frozenset[str]:
        """Fields that have to be written in a call of their own, lest they spoil the others."""

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        """The items as they are now; one that cannot be found is simply absent.

        Raises TryLater where the vendor is busy or away.
        """

    def news(self, known: Known, fields: Collection[str]) -> Sightings:
        """As `fetch`, of items that are known at a glance: what tells the same is not told again,
        and nothing holds all of them."""

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        """Why these are not brought by a fetch; of them ref and home are told, as they were last
        seen. One about which nothing can be told just now is left out. Costs calls: ask about what
        is news. Raises TryLater."""

    def strays(self, seen: Collection[Snapshot]) -> frozenset[ItemRef]:
        """Which of these, as a fetch has brought them, live where nothing is connected to the
        project. Raises TryLater."""

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        """Write absolute values onto the item as it was `seen`; what the vendor made of it.

        Raises Conflict where it is no longer as seen (nothing was written), Rejected with the
        vendor's words, TryLater where the vendor is busy or away: `unsure` where the answer
        was lost, so that it may have been written.
        """

    @property
    def at_once(self) -> int:
        """How many writes `write_many` takes in one go."""

    def write_many(self, parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        """At most `at_once` writes onto as many items: for each, in their order, what `write` would
        answer or raise; None where it was not sent, as the vendor was away by then, or it took too
        long. No move is among them."""

    def blank(self, type_: ItemType, fields: Collection[str]) -> Snapshot:
        """An item of this type as it would be before anybody fills it in: what it has, what may
        be written, its states. Its ref is no item's. Raises Rejected where there is no such type.
        """

    def create(self, new: NewItem, fields: Collection[str]) -> Made:
        """Make an item that carries the mark. Raises what `write` raises, but for Conflict."""

    def find_made(self, new: NewItem, fields: Collection[str]) -> Made | None:
        """What an earlier `create` of this has made, found by its mark, never by its title.

        Raises Rejected where more than one item carries the mark: then a person has to look.
        """

    def try_write(self, ref: ItemRef, write: Write, seen: Snapshot) -> Refusals | None:
        """What the vendor would refuse of this write; nothing is written. None where it cannot
        be asked beforehand."""

    def try_create(self, new: NewItem) -> Refusals | None:
        """What the vendor would refuse of this new item; nothing is made. None as above."""

    def required(self, type_: ItemType) -> Sequence[VendorField]:
        """The fields that the type itself always wants filled in, with their options."""

    def catalogue(self) -> Sequence[VendorField]:
        """Every field that items of this side may have, by label; without options."""

    def options(self, field: str) -> Sequence[str]:
        """The values a field offers, in the vendor's order; none where it has no list."""

    def schema(self, mapped: Collection[str]) -> Schema:
        """What this side is built of, asked anew: dear. `mapped` are the fields whose offered
        values are of interest. Raises TryLater, Rejected."""


class TaskList(Protocol):
    """The items of a side that tells all of a project at once."""

    def all(self, fields: Collection[str]) -> Mapping[ItemRef, Snapshot]:
        """Every item of the project, in the vendor's order. Raises TryLater."""


class Browser(Protocol):
    """One ADO organisation, to look around in. Raises what a look raises, Rejected with words
    for a person where a filter finds more than the service tells."""

    def projects(self) -> Sequence[Choice]: ...

    def teams(self, project: str) -> Sequence[Choice]: ...

    def iterations(self, project: str, team: str = "") -> Sequence[Choice]:
        """Each with its path as id; those of the team where one is named."""

    def queries(self, project: str) -> Sequence[Choice]:
        """Saved queries that can be run, by path."""

    def types(self, project: str) -> Sequence[TypeChoice]: ...

    def levels(self, project: str) -> Sequence[Level]:
        """The backlog levels, highest first; bugs where the project has put them."""

    def find(self, wanted: Filter) -> Sequence[ItemRef]:
        """The items of a filter, in the order of the query."""

    def below(self, refs: Collection[ItemRef], project: str) -> Sequence[ItemRef]:
        """These items and everything below them, parents first."""


Systems = Callable[[Project], Mapping[Side, System]]


class Hook(Protocol):
    """One subscription of a vendor, as we hear from it."""

    def trusts(self, headers: Mapping[str, str]) -> bool:
        """Whether the caller knows the secret. Header names are in lower case."""

    def places_in(self, body: bytes) -> Sequence[Place]:
        """What the event is about; nothing where we do not follow it or cannot read it."""


class Subscriptions(Protocol):
    """One vendor's own list of who wants to hear of what."""

    @property
    def events(self) -> Sequence[str]:
        """What we want to hear of."""

    def leading_to(self, url: str) -> Sequence[Subscription]:
        """Those that lead to this address."""

    def subscribe(self, event: str, url: str, secret: str) -> Subscription:
        """Raises Rejected with what is missing, in words for an administrator."""

    def unsubscribe(self, id_: str) -> None:
        """Safe twice. Raises ValueError for an empty id, which would take everybody's away."""


@dataclass(frozen=True)
class Services:
    """Everything a handler may need, wired once in a process.

    `hook` is the subscription of that name, `decode` reads a queue message (ValueError where it
    is none), `ado_address` accepts or refuses an address (ValueError). `ado_ref` names a work
    item by its collection and number, `ado_parts` tells both. `ado_findings` and
    `express_findings` try a connection with this token, or with the one that is kept where it
    is empty; the latter looks at this PPM project. `express_projects` are those that the kept
    token sees (TryLater, Rejected). `subscriptions` needs the ADO place where
    the side is ADO. `express_url` is where PPM Express is, `express_secret` names its token.
    `tenant` is the only Entra tenant whose people are believed, `address` where the vendors and
    people find us, empty where nobody said, `announce` tells alarms to whoever is to hear of them
    (Rejected, TryLater), `framing` who may show the page inside their own. `identities` are who we
    are to the vendors of a project, `gathering` what this process knows of looks that come,
    `telemetry` hears how the work goes.
    """

    store: Store
    systems: Systems
    changes: Changes
    hook: Callable[[Side, str], Hook]
    decode: Callable[[str], Change]
    ado_address: Callable[[str], str]
    ado_ref: Callable[[str, int], ItemRef]
    ado_parts: Callable[[ItemRef], tuple[str, int]]
    ppm_ref: Callable[[str], ItemRef]
    ado_findings: Callable[[AdoPlace, str], Findings]
    express_findings: Callable[[str, str], Findings]
    express_projects: Callable[[], Sequence[Choice]]
    browser: Callable[[AdoPlace], Browser]
    tasks: Callable[[Project], TaskList]
    subscriptions: Callable[[Side, AdoPlace | None], Subscriptions]
    announce: Callable[[Sequence[Raised]], None]
    secrets: Secrets
    express_url: str
    express_secret: str
    tenant: str
    address: str
    framing: Framing
    clock: Clock
    identities: Callable[[Project], Sequence[Identity]]
    pressed: Callable[["Services", Urgency], "Services"]
    gathering: "Gathering"
    telemetry: Telemetry = NOBODY

    def pressing(self, urgency: Urgency) -> "Services":
        """The same services, whose vendors are called with this urgency; at first a person's."""
        return self.pressed(self, urgency)
