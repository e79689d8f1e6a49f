"""The field mapping: rules, the fields they can choose from, and what a change would do."""

from collections.abc import Sequence

from core.model.items import Side
from core.model.projects import Project
from core.model.rules import FieldRule
from core.sync.rules import change_rules, fit, reset_rules, try_out, warnings
from handlers.api import rule_answers
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import NothingBody, RuleBody, RulesBody
from handlers.api.routes import Route
from handlers.api.rule_answers import FieldsAnswer, ProposalAnswer, RulesAnswer, TrialAnswer
from handlers.api.rule_bodies import ProposalBody, TrialBody


def list_rules(asked: Asked) -> RulesAnswer:
    return rule_answers.rules(asked.project)


def put_rules(asked: Asked) -> RulesAnswer:
    body = asked.body(RulesBody)
    return _changed(asked, asked.project, [each.rule() for each in body.rules])


def add_rule(asked: Asked) -> RulesAnswer:
    body, project = asked.body(RuleBody), asked.project
    return _changed(asked, project, [*project.rules, body.rule()])


def change_rule(asked: Asked) -> RulesAnswer:
    body, project, key = asked.body(RuleBody), asked.project, asked.param("rule")
    _check_known(project, key)
    if body.id != key:
        raise Refused(400, "id: a rule keeps its id, by which its history is known", "id")
    return _changed(asked, project, _with(body.rule(), project.rules))


def remove_rule(asked: Asked) -> RulesAnswer:
    project, key = asked.project, asked.param("rule")
    _check_known(project, key)
    return _changed(asked, project, [rule for rule in project.rules if rule.id != key])


def add_reset(asked: Asked) -> RulesAnswer:
    return rule_answers.rules(reset_rules(asked.project, asked.services.store))


def list_fields(asked: Asked) -> FieldsAnswer:
    both = asked.services.systems(asked.project)
    return FieldsAnswer(
        fields=[rule_answers.field(side, each) for side in Side for each in both[side].catalogue()]
    )


def add_proposal(asked: Asked) -> ProposalAnswer:
    body = asked.body(ProposalBody)
    return rule_answers.proposal(fit(asked.project, body.ado, body.ppm, asked.services.systems))


def add_trial(asked: Asked) -> TrialAnswer:
    body, project = asked.body(TrialBody), asked.project
    if (body.rule is None) == (body.rules is None):
        raise Refused(400, "rules: name one rule, or all of them", "rules")
    rules = [each.rule() for each in body.rules or ()]
    if body.rule is not None:
        rules = _with(body.rule.rule(), project.rules)
    return rule_answers.trial(try_out(project, rules, asked.services.store))


def _changed(asked: Asked, project: Project, rules: Sequence[FieldRule]) -> RulesAnswer:
    services = asked.services
    saved = change_rules(project, rules, services.systems, services.store)
    return rule_answers.rules(saved, warnings(saved, project, services.systems))


def _check_known(project: Project, key: str) -> None:
    if key not in {rule.id for rule in project.rules}:
        raise Refused(404, f"there is no rule {key}", "rule")


def _with(rule: FieldRule, rules: Sequence[FieldRule]) -> list[FieldRule]:
    """The rules with this one in place of its namesake, or at the end."""
    ids = [each.id for each in rules]
    at = ids.index(rule.id) if rule.id in ids else len(ids)
    return [*rules[:at], rule, *rules[at + 1 :]]


ROUTES = (
    Route(
        "rules_list",
        Needs.VIEWER,
        list_rules,
        RulesAnswer,
        "the field rules in the order of their columns",
    ),
    Route(
        "rules_put",
        Needs.KEEPER,
        put_rules,
        RulesAnswer,
        "keeps these rules in this order in place of those there are",
        RulesBody,
    ),
    Route(
        "rules_add",
        Needs.KEEPER,
        add_rule,
        RulesAnswer,
        "adds a rule at the end",
        RuleBody,
        201,
    ),
    Route(
        "rule_put",
        Needs.KEEPER,
        change_rule,
        RulesAnswer,
        "changes a rule, or switches it on or off",
        RuleBody,
    ),
    Route(
        "rule_remove",
        Needs.KEEPER,
        remove_rule,
        RulesAnswer,
        "takes a rule away; the values stay where they are",
    ),
    Route(
        "rules_reset",
        Needs.KEEPER,
        add_reset,
        RulesAnswer,
        "goes back to the rules that a new project starts with",
        NothingBody,
    ),
    Route(
        "rules_try",
        Needs.VIEWER,
        add_trial,
        TrialAnswer,
        "what a rule, or all of them, would do to present links; keeps nothing, asks no vendor",
        TrialBody,
    ),
    Route(
        "fields_list",
        Needs.VIEWER,
        list_fields,
        FieldsAnswer,
        "the fields of both sides, with their kinds and whether anybody may write them",
    ),
    Route(
        "fields_fit",
        Needs.VIEWER,
        add_proposal,
        ProposalAnswer,
        "how fields go together, or why not, with a first value map",
        ProposalBody,
    ),
)
