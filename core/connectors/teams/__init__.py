"""A channel of Microsoft Teams, as one of its workflows takes messages."""

from core.connectors.teams.channel import TeamsChannel, usable

__all__ = ["TeamsChannel", "usable"]
