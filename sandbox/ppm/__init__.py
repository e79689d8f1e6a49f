"""A believable PPM Express: one tenant in memory behind the routes of its public API."""

from sandbox.ppm.app import create_app
from sandbox.ppm.loading import fill, load, project_id
from sandbox.ppm.people import Account, Token
from sandbox.ppm.switches import Switches, every_value
from sandbox.ppm.world import World

__all__ = [
    "Account",
    "Switches",
    "Token",
    "World",
    "create_app",
    "every_value",
    "fill",
    "load",
    "project_id",
]
