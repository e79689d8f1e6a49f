"""What helps against a refusal of Azure DevOps, for whoever reads it: its own words rarely say."""

import re

_HELP = (
    (r"TF401289", "make the tag in Azure DevOps once, or allow this account to create tags"),
    (r"TF237111", "allow this account to edit work items in that area"),
    (r"TF401347", "choose an area or iteration that is there"),
    (r"InvalidTooLong|TF401324", "shorten the text on the other side"),
    (r"unknown identity|invalidIdentity", "the person has to be a member of the organisation"),
    (
        r"(?s)State.*(InvalidListValue|limitedToValues|invalid value)",
        "the workflow has no such step: take it in Azure DevOps, one state after the other",
    ),
    (
        r"InvalidListValue|limitedToValues|not in the list of supported values",
        "map it to one of the values that the field offers",
    ),
    (r"InvalidEmpty|Required", "fill in that field in Azure DevOps"),
    (r"ReadOnly|TF401326", "nobody can write this field: let its rule follow Azure DevOps alone"),
)


def advised(words: str) -> str:
    """The vendor's words, and what helps where we know it."""
    for sign, help_ in _HELP:
        if re.search(sign, words, re.IGNORECASE):
            return f"{words.rstrip('. ')}. What helps: {help_}."
    return words
