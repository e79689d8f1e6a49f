"""What the resources of the field mapping give."""

from collections.abc import Iterable, Sequence

from core.model.compare import PAUSED, Link, Verdict
from core.model.fields import VendorField
from core.model.items import Side
from core.model.problems import Problem
from core.model.projects import Project
from core.model.rules import Kind
from core.model.trial import Counts, Trial
from core.sync.rules import Fitting
from handlers.api import views
from handlers.api.answers import Answer, ChoicePair, RuleAnswer


class WarningAnswer(Answer):
    """What a person should hear of a rule that is kept all the same."""

    rule: str
    part: str
    words: str


class RulesAnswer(Answer):
    """The rules in the order of their columns; warnings are about what was changed just now, and
    say which rules are paused."""

    rules: list[RuleAnswer]
    warnings: list[WarningAnswer]


def rules(of: Project, warnings: Iterable[Problem] = ()) -> RulesAnswer:
    return RulesAnswer(
        rules=[views.rule(each) for each in of.rules],
        warnings=[
            WarningAnswer(rule=each.rule, part=each.part, words=each.words)
            for each in (*_paused(of), *warnings)
        ],
    )


def _paused(of: Project) -> list[Problem]:
    return [Problem(name, "paused", f"{PAUSED}: {words}") for name, words in of.paused.items()]


class CatalogueFieldAnswer(Answer):
    """A field to choose from; one without a kind is kept in a way that we do not understand."""

    side: Side
    name: str
    label: str
    kind: Kind | None
    writable: bool


class FieldsAnswer(Answer):
    """Both live catalogues, each by label."""

    fields: list[CatalogueFieldAnswer]


def field(side: Side, found: VendorField) -> CatalogueFieldAnswer:
    return CatalogueFieldAnswer(
        side=side, name=found.name, label=found.label, kind=found.kind, writable=found.writable
    )


class ProposalAnswer(Answer):
    """How fields go together: the kinds a rule may have, the usual one first, or why none; the
    sides that count work in days, what both offer, and a first value map with what found no
    partner in it."""

    kinds: list[Kind]
    why_not: str
    days: list[Side]
    ado_options: list[str]
    ppm_options: list[str]
    value_map: list[ChoicePair]
    ado_left: list[str]
    ppm_left: list[str]


def proposal(found: Fitting) -> ProposalAnswer:
    return ProposalAnswer(
        kinds=list(found.kinds),
        why_not=found.why_not,
        days=sorted(found.days),
        ado_options=list(found.offered[Side.ADO]),
        ppm_options=list(found.offered[Side.PPM]),
        value_map=list(found.proposal.pairs),
        ado_left=list(found.proposal.ado_left),
        ppm_left=list(found.proposal.ppm_left),
    )


class CountsAnswer(Answer):
    """How present links stand under a rule: in agreement, different by who moved, not read yet,
    or without a part in it and why."""

    agree: int
    differ: dict[Verdict, int]
    unread: int
    aside: dict[str, int]


class EffectAnswer(Answer):
    """A rule that would be another one; no counts where it is not there or not active."""

    rule: str
    before: CountsAnswer | None
    after: CountsAnswer | None


class TriedLinkAnswer(Answer):
    id: str
    title: str


class TrialAnswer(Answer):
    """What rules would do to present links: rule by rule, how many links would show something
    else, and the first of them."""

    effects: list[EffectAnswer]
    changed: int
    links: list[TriedLinkAnswer]


def trial(found: Trial) -> TrialAnswer:
    return TrialAnswer(
        effects=[
            EffectAnswer(rule=each.rule, before=_counts(each.before), after=_counts(each.after))
            for each in found.effects
        ],
        changed=found.changed,
        links=_links(found.shown),
    )


def _counts(found: Counts | None) -> CountsAnswer | None:
    if found is None:
        return None
    return CountsAnswer(
        agree=found.agree,
        differ=dict(found.differ),
        unread=found.unread,
        aside=dict(found.aside),
    )


def _links(found: Sequence[Link]) -> list[TriedLinkAnswer]:
    return [TriedLinkAnswer(id=each.id, title=each.ado.title or each.ppm.title) for each in found]
