"""A vendor's list of who wants to hear of what, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.model.connections import Subscription
from core.model.errors import Rejected


@dataclass
class MemorySubscriptions:
    """`refuse` holds the words with which nobody may subscribe."""

    events: Sequence[str] = ("changed",)
    refuse: str = ""
    rows: dict[str, Subscription] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def leading_to(self, url: str) -> Sequence[Subscription]:
        return [row for row in self.rows.values() if row.url == url]

    def subscribe(self, event: str, url: str, secret: str) -> Subscription:
        if self.refuse:
            raise Rejected(self.refuse)
        made = Subscription(f"subscription-{len(self.secrets) + 1}", event, url)
        self.rows[made.id] = made
        self.secrets[made.id] = secret
        return made

    def unsubscribe(self, id_: str) -> None:
        if not id_:
            raise ValueError("a subscription is taken away by its id, and this is none")
        self.rows.pop(id_, None)
