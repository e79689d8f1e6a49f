"""The field mapping: rules, the fields they can choose from, and what a change would do."""

from collections.abc import Sequence
from dataclasses import replace

from core.model.compare import Verdict
from core.model.items import Side
from core.model.projects import Project
from core.model.rules import FieldRule, default_rules
from core.model.trial import Counts, Trial
from core.sync.rules import change_rules, fit, try_out
from handlers.api import answers, views
from handlers.api.bodies import FieldsBody, NothingBody, RuleBody, RulesBody
from handlers.api.door import Asked, Needs, Refused
from handlers.api.routes import PROJECT, Route


class RulesAnswer(answers.Answer):
    """The rules in the order of their columns."""

    rules: list[answers.RuleAnswer]


class FieldsAnswer(answers.Answer):
    """Both live catalogues."""

    ado: list[answers.FieldAnswer]
    ppm: list[answers.FieldAnswer]


class FittingAnswer(answers.Answer):
    """How two fields go together: the kinds a rule may have, the usual one first, or why none;
    what both sides offer, and a first value map with what found no partner in it."""

    kinds: list[str]
    why_not: str
    ado_options: list[str]
    ppm_options: list[str]
    value_map: list[tuple[str, str]]
    ado_left: list[str]
    ppm_left: list[str]


class CountsAnswer(answers.Answer):
    """How present links stand under a rule: in agreement, different by who moved, or not compared
    and why."""

    agree: int
    differ: dict[Verdict, int]
    aside: dict[str, int]


class EffectAnswer(answers.Answer):
    rule: str
    before: CountsAnswer | None
    after: CountsAnswer | None


class TrialAnswer(answers.Answer):
    """What rules would do to present links: the rules with an effect, how many links would show
    something else, and the first of them."""

    effects: list[EffectAnswer]
    changed: int
    examples: list[answers.LinkAnswer]


def list_rules(asked: Asked) -> RulesAnswer:
    return _told(asked.project)


def put_rules(asked: Asked) -> RulesAnswer:
    body = asked.body(RulesBody)
    return _changed(asked, asked.project, [each.rule() for each in body.rules])


def add_rule(asked: Asked) -> RulesAnswer:
    body, project = asked.body(RuleBody), asked.project
    if body.id in {rule.id for rule in project.rules}:
        raise Refused(409, f"id: there is a rule {body.id} already", "id")
    return _changed(asked, project, [*project.rules, body.rule()])


def change_rule(asked: Asked) -> RulesAnswer:
    body, project, key = asked.body(RuleBody), asked.project, asked.param("rule")
    _check_known(project, key)
    if body.id != key:
        raise Refused(400, "id: a rule keeps its id, by which its history is known", "id")
    rules = [body.rule() if rule.id == key else rule for rule in project.rules]
    return _changed(asked, project, rules)


def remove_rule(asked: Asked) -> RulesAnswer:
    project, key = asked.project, asked.param("rule")
    _check_known(project, key)
    return _changed(asked, project, [rule for rule in project.rules if rule.id != key])


def reset_rules(asked: Asked) -> RulesAnswer:
    """Back to what a new project starts with. That set needs no looking up."""
    project, services = asked.project, asked.services
    known = replace(project, rules=default_rules())
    return _told(change_rules(known, default_rules(), services.systems, services.store))


def list_fields(asked: Asked) -> FieldsAnswer:
    both = asked.services.systems(asked.project)
    told = {side: [views.field(each) for each in both[side].catalogue()] for side in Side}
    return FieldsAnswer(ado=told[Side.ADO], ppm=told[Side.PPM])


def fit_fields(asked: Asked) -> FittingAnswer:
    body = asked.body(FieldsBody)
    found = fit(asked.project, body.ado, body.ppm, asked.services.systems)
    return FittingAnswer(
        kinds=[str(kind) for kind in found.kinds],
        why_not=found.why_not,
        ado_options=list(found.options[Side.ADO]),
        ppm_options=list(found.options[Side.PPM]),
        value_map=list(found.proposal.pairs),
        ado_left=list(found.proposal.ado_left),
        ppm_left=list(found.proposal.ppm_left),
    )


def try_rules(asked: Asked) -> TrialAnswer:
    body, project = asked.body(RulesBody), asked.project
    rules = [each.rule() for each in body.rules]
    return _trial(try_out(project, rules, asked.services.store))


def _changed(asked: Asked, project: Project, rules: Sequence[FieldRule]) -> RulesAnswer:
    services = asked.services
    return _told(change_rules(project, rules, services.systems, services.store))


def _told(project: Project) -> RulesAnswer:
    return RulesAnswer(rules=[views.rule(each) for each in project.rules])


def _check_known(project: Project, key: str) -> None:
    if key not in {rule.id for rule in project.rules}:
        raise Refused(404, f"there is no rule {key}")


def _trial(found: Trial) -> TrialAnswer:
    return TrialAnswer(
        effects=[
            EffectAnswer(rule=e.rule, before=_counts(e.before), after=_counts(e.after))
            for e in found.effects
        ],
        changed=found.changed,
        examples=[views.link(each) for each in found.examples],
    )


def _counts(found: Counts | None) -> CountsAnswer | None:
    if found is None:
        return None
    return CountsAnswer(agree=found.agree, differ=dict(found.differ), aside=dict(found.aside))


_RULES = PROJECT + "/rules"

ROUTES = (
    Route(
        "rules_list",
        "GET",
        _RULES,
        Needs.VIEWER,
        list_rules,
        RulesAnswer,
        "the field rules in the order of their columns",
    ),
    Route(
        "rules_put",
        "PUT",
        _RULES,
        Needs.KEEPER,
        put_rules,
        RulesAnswer,
        "keeps these rules in this order in place of those there are",
        RulesBody,
    ),
    Route(
        "rules_add",
        "POST",
        _RULES,
        Needs.KEEPER,
        add_rule,
        RulesAnswer,
        "adds a rule at the end",
        RuleBody,
        201,
    ),
    Route(
        "rule_put",
        "PUT",
        _RULES + "/{rule}",
        Needs.KEEPER,
        change_rule,
        RulesAnswer,
        "changes a rule, or switches it on or off",
        RuleBody,
    ),
    Route(
        "rule_remove",
        "DELETE",
        _RULES + "/{rule}",
        Needs.KEEPER,
        remove_rule,
        RulesAnswer,
        "takes a rule away; the values stay where they are",
    ),
    Route(
        "rules_reset",
        "POST",
        PROJECT + "/rule-resets",
        Needs.KEEPER,
        reset_rules,
        RulesAnswer,
        "goes back to the rules that a new project starts with",
        NothingBody,
    ),
    Route(
        "rules_try",
        "POST",
        PROJECT + "/rule-trials",
        Needs.VIEWER,
        try_rules,
        TrialAnswer,
        "what these rules would do to present links; keeps nothing",
        RulesBody,
    ),
    Route(
        "fields_list",
        "GET",
        PROJECT + "/fields",
        Needs.VIEWER,
        list_fields,
        FieldsAnswer,
        "the fields of both sides, with their kinds and whether they can be written",
    ),
    Route(
        "fields_fit",
        "POST",
        PROJECT + "/field-pairs",
        Needs.VIEWER,
        fit_fields,
        FittingAnswer,
        "how two fields go together, or why not, with a first value map",
        FieldsBody,
    ),
)
