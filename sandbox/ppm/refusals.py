"""The one way to say no: a status and the vendor's error body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(ValueError):
    def __init__(self, status: int, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.fields = dict(fields or {})

    def body(self) -> dict[str, Any]:
        errors = [{"fieldName": name, "message": said} for name, said in self.fields.items()]
        developer = f"{self.status}: {self.message}"
        return {
            "errorMessage": self.message,
            "developerMessage": developer,
            "errors": errors,
        }


def not_found(what: str) -> Refused:
    return Refused(404, f"{what} was not found")
