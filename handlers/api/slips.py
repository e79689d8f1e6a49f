"""What is wrong with a field of a request, in words for the person who filled it in."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

_WORDS: Mapping[str, str] = {
    "missing": "it is needed",
    "extra_forbidden": "it is not known here",
    "json_invalid": "it is no JSON",
    "string_type": "a text is wanted",
    "int_type": "a whole number is wanted",
    "float_type": "a number is wanted",
    "bool_type": "true or false is wanted",
    "list_type": "a list is wanted",
    "string_too_long": "it takes {max_length} characters at most",
    "string_too_short": "it is empty",
    "too_long": "it takes {max_length} at most",
    "too_short": "it needs at least {min_length}",
    "greater_than": "it has to be more than {gt}",
    "greater_than_equal": "it has to be at least {ge}",
    "less_than": "it has to be less than {lt}",
    "less_than_equal": "it has to be at most {le}",
    "enum": "it has to be {expected}",
    "literal_error": "it has to be {expected}",
}


def words(error: ErrorDetails) -> str:
    """The library's own sentence only where there is none of ours."""
    found = _WORDS.get(error["type"])
    if found is None:
        return error["msg"].removeprefix("Value error, ")
    return found.format(**error.get("ctx", {}))
