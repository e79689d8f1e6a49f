"""A refusal of Azure DevOps in its own words, with what helps."""

import pytest

from core.connectors.ado.advice import advised

REFUSALS = [
    ("TF401320: Rule Error for field Title. Error code: InvalidTooLong.", "shorten"),
    ("TF401320: Rule Error for field X. Error code: Required, InvalidEmpty.", "fill in"),
    ("TF401320: Rule Error for field State. Error code: InvalidListValue.", "one state after"),
    (
        "The field 'Priority' contains the value '9' that is not in the list of supported values",
        "map",
    ),
    ("The identity value 'x' for field 'Assigned To' is an unknown identity.", "member"),
    ("TF401289: no permission to create tags", "allow this account to create tags"),
    ("TF237111: no permission to save in that area", "allow this account to edit"),
    ("TF401347: Invalid tree name given for work item -1", "area or iteration"),
    ("TF401326: Invalid field status 'ReadOnly' for field X", "nobody can write"),
]


@pytest.mark.parametrize(("words", "help_"), REFUSALS)
def test_a_refusal_says_what_helps_after_the_vendors_own_words(words: str, help_: str) -> None:
    found = advised(words)

    assert found.startswith(words.rstrip(". "))
    assert "What helps: " in found
    assert help_ in found.partition("What helps: ")[2]


def test_a_refusal_nobody_knows_keeps_its_words_as_they_are() -> None:
    assert advised("Nobody has ever said this.") == "Nobody has ever said this."
