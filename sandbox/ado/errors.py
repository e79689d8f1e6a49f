"""Everything the service refuses, in its own words; callers of it read status, typeKey and code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_CORE = ("ProjectDoesNotExist", "TeamNotFound", "AccessCheck")
_HOOKS = ("Subscription", "Publisher", "Consumer")


class Refusal(Exception):
    """An answer other than 2xx; `text` replaces the usual JSON body."""

    def __init__(
        self,
        status: int,
        type_key: str,
        message: str,
        *,
        code: int = 0,
        event: int = 3000,
        custom: Mapping[str, Any] | None = None,
        text: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.type_key = type_key
        self.message = message
        self.code = code
        self.event = event
        self.custom = custom
        self.text = text
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        room = _room(self.type_key)
        told: dict[str, Any] = {"$id": "1"}
        if self.custom is not None:
            told["customProperties"] = dict(self.custom)
        return told | {
            "innerException": None,
            "message": self.message,
            "typeName": f"Microsoft.TeamFoundation.{room}.{self.type_key}, "
            f"Microsoft.TeamFoundation.{room}",
            "typeKey": self.type_key,
            "errorCode": self.code,
            "eventId": self.event,
        }


def _room(type_key: str) -> str:
    if type_key.startswith(_CORE):
        return "Core.WebApi"
    if type_key.startswith(_HOOKS):
        return "ServiceHooks.WebApi"
    return "WorkItemTracking.Server"


@dataclass(frozen=True)
class Broken:
    """One rule a save would break."""

    field: str
    flags: str
    words: str
    code: int

    def message(self) -> str:
        return f"TF401320: Rule Error for field {self.words}."

    def as_json(self) -> dict[str, Any]:
        return {
            "fieldReferenceName": self.field,
            "fieldStatusFlags": self.flags,
            "errorMessage": self.message(),
            "fieldStatusCode": self.code,
            "ruleValidationErrors": None,
        }


def required(field: str, name: str) -> Broken:
    words = f"{name}. Error code: Required, InvalidEmpty"
    return Broken(field, "required, invalidEmpty", words, 524289)


def not_listed(field: str, name: str) -> Broken:
    flags = "hasValues, limitedToValues, invalidNotOldValue, invalidListValue"
    words = f"{name}. Error code: HasValues, LimitedToValues, InvalidListValue"
    return Broken(field, flags, words, 4194380)


def too_long(field: str, name: str) -> Broken:
    return Broken(field, "invalidTooLong", f"{name}. Error code: InvalidTooLong", 2097152)


def rules_broken(broken: Sequence[Broken]) -> Refusal:
    """The message names the first field only; the list tells them all."""
    first = broken[0].message()
    more = "" if len(broken) == 1 else " One additional error occurred during validation"
    custom = {
        "FieldReferenceName": None,
        "FieldStatusFlags": "none",
        "ErrorMessage": first,
        "FieldStatusCode": 0,
        "RuleValidationErrors": [one.as_json() for one in broken],
    }
    return Refusal(400, "RuleValidationException", first + more, event=3200, custom=custom)


def no_item(key: object) -> Refusal:
    return Refusal(
        404,
        "WorkItemUnauthorizedAccessException",
        f"TF401232: Work item {key} does not exist, or you do not have permissions to read it.",
        code=600072,
        event=3200,
    )


def no_project(name: str, by_id: bool) -> Refusal:
    if by_id:
        return Refusal(
            404,
            "ProjectDoesNotExistException",
            f"VS800075: The project with id '{name}' does not exist, or you do not have "
            "permission to access it.",
        )
    return Refusal(
        404,
        "ProjectDoesNotExistWithNameException",
        f"TF200016: The following project does not exist: {name}. Verify that the name of the "
        "project is correct and that the project exists on the specified Azure DevOps Server.",
    )


def no_team(name: str) -> Refusal:
    return Refusal(
        404,
        "TeamNotFoundException",
        f"The team with id '{name}' does not exist, or you do not have permission to access it.",
    )


def no_field(name: str) -> Refusal:
    return Refusal(
        400,
        "WorkItemTrackingFieldDefinitionNotFoundException",
        f"TF51535: Cannot find field {name}.",
        code=600171,
        event=3200,
        custom={"ReferenceName": name},
    )


def no_type(name: str, project: str) -> Refusal:
    return Refusal(
        404,
        "WorkItemTypeNotFoundException",
        f"VS402323: Work item type {name} does not exist in project {project} "
        "or you do not have permission to access it.",
        code=600167,
        event=3200,
    )


def bad_field(field: str, message: str) -> Refusal:
    return Refusal(
        400,
        "WorkItemFieldInvalidException",
        message,
        code=600171,
        event=3200,
        custom={"ReferenceName": field},
    )


def unknown_identity(field: str, name: str, value: object) -> Refusal:
    words = f"The identity value '{value}' for field '{name}' is an unknown identity."
    return bad_field(field, words)


def read_only(field: str) -> Refusal:
    words = f"TF401326: Invalid field status 'ReadOnly' for field '{field}'."
    return Refusal(
        400,
        "RuleValidationException",
        words,
        event=3200,
        custom={
            "FieldReferenceName": field,
            "FieldStatusFlags": "readOnly",
            "ErrorMessage": words,
            "FieldStatusCode": 1,
            "RuleValidationErrors": None,
        },
    )


def bad_tree(field: str, item: int) -> Refusal:
    words = f"TF401347: Invalid tree name given for work item {item}, field '{field}'."
    return Refusal(400, "WorkItemInvalidTreeNameException", words, code=600171, event=3200)


def test_failed(path: str, now: object, wanted: object) -> Refusal:
    return Refusal(
        412,
        "TestPatchOperationFailedException",
        f"VS403351: Test Operation for path {path} failed, value {now} was not equal to "
        f"test value {wanted}.",
    )


def bad_argument(message: str, type_key: str = "VssPropertyValidationException") -> Refusal:
    return Refusal(400, type_key, message)


def link_refused(type_key: str, message: str) -> Refusal:
    return Refusal(400, type_key, message, code=600171, event=3200)


def unroutable(path: str) -> Refusal:
    words = f"The controller for path '{path}' was not found or does not implement IController."
    return Refusal(404, "HttpException", words, text=words)


def lacks_scope(person: str) -> Refusal:
    words = f"TF400813: The user '{person}' is not authorized to access this resource."
    return Refusal(401, "UnauthorizedRequestException", words)


def may_not_save(area: str) -> Refusal:
    return Refusal(
        403,
        "WorkItemUnauthorizedAccessException",
        "TF237111: The current user does not have permissions to save work items under the "
        f"specified area path. {area}",
        event=3200,
    )


def may_not_tag() -> Refusal:
    return Refusal(
        403,
        "WorkItemTrackingTagPermissionException",
        "TF401289: The current user does not have permissions to create tags.",
        event=3200,
    )


def may_not_hook(person: str, project: str) -> Refusal:
    return Refusal(
        403,
        "AccessCheckException",
        f"Access Denied: {person} needs the following permission(s) on the resource "
        f"PublisherSecurity/{project} to perform this action: Edit Subscription",
    )
