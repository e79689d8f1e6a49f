"""Tokens and hook secrets by name, in a dictionary."""

from dataclasses import dataclass, field


@dataclass
class MemorySecrets:
    """Refuses the names that a vault would refuse."""

    values: dict[str, str] = field(default_factory=dict)

    def read(self, name: str) -> str | None:
        return self.values.get(_legal(name))

    def write(self, name: str, value: str) -> None:
        self.values[_legal(name)] = value


def _legal(name: str) -> str:
    bare = name.replace("-", "x")
    if not (bare.isascii() and bare.isalnum() and len(bare) <= 127):
        raise ValueError(f"{name!r} is no name for a secret: letters, digits and dashes only")
    return name
