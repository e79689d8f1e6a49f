"""Values at the door of Azure DevOps, both ways."""

from __future__ import annotations

import pytest

from core.connectors.ado.fields import Definition, definition, person, value, wire
from core.model.errors import Rejected
from core.model.items import LongText, Person, State, Value

STATES = (State("New", "Proposed"), State("Active", "InProgress"))
AVERY = Person("avery@contoso.com", "Avery Howard", "1f2e")


def of(kind: str, name: str = "Custom.Field") -> Definition:
    return definition({"referenceName": name, "type": kind})


STATE, TAGS = of("string", "System.State"), of("plainText", "System.Tags")
PERSON = definition({"referenceName": "Custom.Owner", "type": "string", "isIdentity": True})


@pytest.mark.parametrize(
    ("raw", "defined", "means"),
    [
        ("Pay", of("string"), "Pay"),
        ("<p>Pay</p>", of("html"), "<p>Pay</p>"),
        ("Line\n", of("plainText"), "Line\n"),
        ("Billing\\Web", of("treePath"), "Billing\\Web"),
        ("", of("string"), None),
        (None, of("double"), None),
        (16, of("double"), 16),
        (16.5, of("double"), 16.5),
        ("16.5", of("double"), 16.5),
        (2, of("integer"), 2),
        (2.0, of("integer"), 2),
        ("2", of("integer"), 2),
        (3, of("picklistInteger"), 3),
        (True, of("boolean"), True),
        ("False", of("boolean"), False),
        ("2026-03-31T18:36:26.23Z", of("dateTime"), "2026-03-31T18:36:26.23Z"),
        ("0001-01-01T00:00:00", of("dateTime"), None),
        ("0001-01-01T00:00:00Z", of("dateTime"), None),
        ("finance; Überblick ;", TAGS, ("finance", "Überblick")),
        ("; ", TAGS, None),
        ("Active", STATE, STATES[1]),
        ("Invented", STATE, State("Invented")),
        ({"rating": 5}, of("string"), '{"rating": 5}'),
    ],
)
def test_json_becomes_a_value(raw: object, defined: Definition, means: Value) -> None:
    found = value(raw, defined, STATES)

    assert (found, type(found)) == (means, type(means))


@pytest.mark.parametrize(
    ("raw", "means"),
    [
        (
            {
                "displayName": "Avery Howard",
                "id": "1f2e",
                "uniqueName": "avery@contoso.com",
                "descriptor": "aad.x",
                "imageUrl": "https://...",
            },
            AVERY,
        ),
        ("Avery Howard <avery@contoso.com>", Person("avery@contoso.com", "Avery Howard")),
        ("Avery Howard <CONTOSO\\avery>", Person("CONTOSO\\avery", "Avery Howard")),
        ("avery@contoso.com", Person("avery@contoso.com")),
        ("Avery Howard", Person(name="Avery Howard")),
        (
            {"displayName": "Avery Howard", "name": "x", "uniqueName": "avery@contoso.com"},
            Person("avery@contoso.com", "Avery Howard"),
        ),
        ({"id": "1f2e", "name": "Avery Howard <avery@contoso.com>"}, AVERY),
        ({"id": "1f2e", "uniqueName": "Avery Howard <avery@contoso.com>"}, AVERY),
        ({}, None),
        (17, None),
        ("", None),
    ],
)
def test_one_person_is_known_in_every_shape(raw: object, means: Person | None) -> None:
    assert person(raw) == means


def test_a_person_is_known_even_where_the_definition_does_not_say_so() -> None:
    raw = {"displayName": "Avery Howard", "id": "1f2e", "uniqueName": "avery@contoso.com"}

    assert value(raw, of("string", "System.AuthorizedAs"), ()) == AVERY


@pytest.mark.parametrize(
    ("found", "defined", "sent"),
    [
        ("Pay", of("string"), "Pay"),
        (2, of("string"), "2"),
        (2.0, of("string"), "2"),
        (2.5, of("string"), "2.5"),
        (True, of("string"), "true"),
        ("2", of("integer"), 2),
        (2.0, of("integer"), 2),
        ("2.5", of("double"), 2.5),
        (8, of("double"), 8.0),
        (True, of("boolean"), True),
        ("no", of("boolean"), False),
        (State("Active", "InProgress"), STATE, "Active"),
        ("Active", STATE, "Active"),
        (AVERY, PERSON, "avery@contoso.com"),
        ((AVERY,), PERSON, "avery@contoso.com"),
        ("avery@contoso.com", PERSON, "avery@contoso.com"),
        (("b", "a"), TAGS, "b; a"),
        ("2026-03-02T00:00:00Z", of("dateTime"), "2026-03-02T00:00:00Z"),
        (None, of("double"), ""),
        (None, PERSON, ""),
        ((), TAGS, ""),
        ("", of("html"), ""),
        (False, of("boolean"), False),
        (0, of("double"), 0.0),
    ],
)
def test_a_value_becomes_what_the_field_takes(
    found: Value, defined: Definition, sent: object
) -> None:
    made = wire(found, defined)

    assert (made, type(made)) == (sent, type(sent))


@pytest.mark.parametrize(
    ("found", "defined"),
    [
        (2.5, of("integer")),
        ("many", of("double")),
        (float("nan"), of("double")),
        ("1e999", of("double")),
        (AVERY, of("double")),
        ("maybe", of("boolean")),
        (Person(name="Avery Howard", id="1f2e"), PERSON),
        ((AVERY, AVERY), PERSON),
        (LongText("a", "b", "c", "Once upon"), of("html")),
    ],
)
def test_what_a_field_cannot_hold_is_refused_by_name(found: Value, defined: Definition) -> None:
    with pytest.raises(Rejected) as refused:
        wire(found, defined)

    assert refused.value.fields == {defined.name: refused.value.words}


@pytest.mark.parametrize(
    ("told", "readonly"),
    [
        ({"referenceName": "System.AreaPath", "type": "treePath", "readOnly": True}, False),
        ({"referenceName": "System.Title", "type": "string", "readOnly": False}, False),
        ({"referenceName": "System.RevisedDate", "type": "dateTime", "readOnly": True}, True),
        ({"referenceName": "System.Parent", "type": "integer"}, True),
        ({"referenceName": "System.WorkItemType", "type": "string"}, True),
    ],
)
def test_a_path_may_be_written_whatever_its_definition_says(
    told: dict[str, object], readonly: bool
) -> None:
    assert definition(told).readonly is readonly
