"""What is wrong with field rules, by themselves and as the vendors' fields are now."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.model.fields import VendorField
from core.model.items import Side
from core.model.problems import UNASKED, Catalogues, alone, doubts, tidied, together
from core.model.rules import FieldRule, Kind, default_rules

ADO = (
    VendorField("System.Title", "Title", Kind.TEXT),
    VendorField("System.State", "State", Kind.STATE),
    VendorField("Custom.Risk", "Risk", Kind.CHOICE),
    VendorField("Custom.Deadline", "Deadline", Kind.DATE),
    VendorField("System.CreatedDate", "Created Date", Kind.DATE, writable=False),
)
PPM = (
    VendorField("Name", "Name", Kind.TEXT),
    VendorField("Stage", "Delivery Stage", Kind.CHOICE),
    VendorField("Due_1", "Due date", Kind.DATE),
    VendorField("Start_1", "Start date", Kind.DATE),
    VendorField("Days_1", "Duration", Kind.WHOLE),
    VendorField("Created", "Created", Kind.DATE, writable=False),
)
KNOWN: Catalogues = {Side.ADO: ADO, Side.PPM: PPM}


def a_rule(ado: str, ppm: str, kind: Kind = Kind.TEXT, id_: str = "new") -> FieldRule:
    return FieldRule(id_, (ado,), (ppm,), kind)


def said(rules: Sequence[FieldRule], known: Catalogues = UNASKED) -> list[tuple[str, str, str]]:
    return [(each.rule, each.part, each.words) for each in alone(rules, known)]


def told(*rules: FieldRule) -> list[tuple[str, str, str]]:
    return [(each.rule, each.part, each.words) for each in together(rules, KNOWN)]


def test_the_rules_a_project_starts_with_have_no_problem() -> None:
    assert said(default_rules()) == []


def test_two_rules_have_two_ids() -> None:
    title = a_rule("System.Title", "Name", id_="title")

    assert said([title, replace(title, active=False)]) == [
        ("title", "id", "two rules have the same id")
    ]


def test_a_project_has_no_more_than_a_hundred_rules() -> None:
    rules = [a_rule(f"A{n}", f"P{n}", id_=f"rule-{n}") for n in range(101)]

    assert said(rules[:100]) == []
    assert said(rules) == [("rule-100", "id", "a project has 100 rules at most")]


@pytest.mark.parametrize(
    ("second", "part", "words"),
    [
        (("system.title", "Other"), "ado", "Azure DevOps's field system.title too"),
        (("Custom.Name", "Name"), "ppm", "PPM Express's field Name too"),
    ],
)
def test_no_two_active_rules_write_one_field(
    second: tuple[str, str], part: str, words: str
) -> None:
    rules = [a_rule("System.Title", "Name", id_="title"), a_rule(*second)]

    assert said(rules) == [("new", part, f"the active rule title writes {words}")]


def test_a_field_may_stand_in_a_second_rule_that_is_not_active() -> None:
    title = a_rule("System.Title", "Name", id_="title")

    assert said([title, replace(title, id="again", active=False)]) == []


def test_one_field_in_two_spellings_is_one_field() -> None:
    rules = [a_rule("System.Title", "Name", id_="title"), a_rule("Title", "Stage")]

    assert said(rules) == []
    [(rule, part, _)] = said(rules, KNOWN)
    assert (rule, part) == ("new", "ado")


def three_dates(*ppm: str) -> list[FieldRule]:
    return [a_rule(f"Custom.{name}", name, Kind.DATE, f"rule-{n}") for n, name in enumerate(ppm)]


def test_two_of_start_due_and_duration_may_be_active() -> None:
    rules = three_dates("StartDate", "DueDate", "Duration")

    [(rule, part, words)] = said(rules)
    assert (rule, part) == ("rule-2", "active")
    assert "two of them can be active" in words
    assert said([*rules[:2], replace(rules[2], active=False)]) == []


def test_the_duration_of_the_default_is_switched_on_in_place_of_others() -> None:
    by_id = {rule.id: rule for rule in default_rules()}
    duration = replace(by_id["duration"], active=True)

    found = said([*(rule for rule in default_rules() if rule.id != "duration"), duration])
    instead = said([by_id["title"], by_id["start"], duration])

    assert [(rule, part) for rule, part, _ in found] == [
        ("duration", "ado"),
        ("duration", "active"),
    ]
    assert instead == []


def test_the_three_dates_are_known_by_their_labels_too() -> None:
    rules = three_dates("Due_1", "Start_1", "Days_1")

    assert said(rules) == []
    assert [part for _, part, _ in said(rules, KNOWN)] == ["active"]


@pytest.mark.parametrize(
    ("value_map", "words"),
    [
        ((("1", "High"), ("1 ", "Low")), "'1 ' has two partners"),
        ((("1", "High"), ("1", "High")), "'1' has two partners"),
        ((("1", " "),), "'1' has no partner"),
        ((("", "High"),), "'High' has no partner"),
    ],
)
def test_every_value_in_a_map_has_one_partner(
    value_map: tuple[tuple[str, str], ...], words: str
) -> None:
    rule = replace(a_rule("Custom.Risk", "Stage", Kind.CHOICE), value_map=value_map)

    assert said([rule]) == [("new", "value_map", words)]


def test_several_values_of_azure_devops_may_have_the_same_partner() -> None:
    pairs = (("1", "High"), ("2", "High"))

    assert said([replace(a_rule("Custom.Risk", "Stage", Kind.CHOICE), value_map=pairs)]) == []


@pytest.mark.parametrize(
    ("rule", "part", "words"),
    [
        (a_rule("System.Titel", "Name"), "ado", "Azure DevOps has no field System.Titel here"),
        (a_rule("System.Title", "Nom"), "ppm", "PPM Express has no field Nom here"),
        (
            a_rule("System.Title", "Due_1", Kind.DATE),
            "ppm",
            "Title holds text, and Due date holds dates",
        ),
        (
            a_rule("System.Title", "Name", Kind.WORK),
            "kind",
            "these fields go together as text or choice, not as work",
        ),
        (
            a_rule("System.CreatedDate", "Created", Kind.DATE),
            "ppm",
            "nobody may write Created Date or Created",
        ),
    ],
)
def test_a_rule_that_cannot_work_says_which_part_of_it_and_why(
    rule: FieldRule, part: str, words: str
) -> None:
    assert told(rule) == [("new", part, words)]


def test_a_field_that_only_one_side_may_write_is_welcome() -> None:
    assert told(a_rule("System.CreatedDate", "Due_1", Kind.DATE)) == []


def test_one_of_several_fields_is_enough() -> None:
    rule = replace(a_rule("", "Due_1", Kind.DATE), ado=("Custom.Deadline", "Custom.Gone"))

    assert told(rule) == []
    assert [each.words for each in doubts(rule, KNOWN, {})] == [
        "Azure DevOps has no field Custom.Gone here"
    ]


def test_a_choice_that_a_side_does_not_offer_is_doubted_and_not_refused() -> None:
    pairs = (("high", "New"), ("Low", "Gone"))
    rule = replace(a_rule("Custom.Risk", "Stage", Kind.CHOICE), value_map=pairs)

    found = doubts(rule, KNOWN, {Side.ADO: ("High", "Low"), Side.PPM: ("New",)})

    assert [each.words for each in found] == [
        "Azure DevOps does not offer 'high'",
        "PPM Express does not offer 'Gone'",
    ]
    assert told(rule) == []


def test_where_a_side_has_no_list_every_choice_is_as_good_as_another() -> None:
    rule = replace(a_rule("Custom.Risk", "Stage", Kind.CHOICE), value_map=(("1", "High"),))

    assert list(doubts(rule, KNOWN, {Side.ADO: (), Side.PPM: ()})) == []


def test_a_value_map_that_nobody_looks_at_is_doubted() -> None:
    rule = replace(a_rule("System.Title", "Name"), value_map=(("a", "b"),))

    [found] = doubts(rule, KNOWN, {})
    assert found.words == "nobody looks at it in a rule of kind text"


def test_fields_are_kept_as_their_vendor_spells_them() -> None:
    rule = replace(a_rule("Title", "delivery stage"), value_map=((" a ", "b "),))

    assert tidied(rule, KNOWN) == replace(a_rule("System.Title", "Stage"), value_map=(("a", "b"),))
    assert tidied(rule).ado == ("Title",)
