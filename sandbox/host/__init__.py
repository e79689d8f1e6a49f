"""A small local host for the functions: HTTP, queues and timers by the rules of the real one."""

from .host import Host
from .sign_in import COOKIE, DEMO_TENANT, NOBODY, PEOPLE, Person

__all__ = ["COOKIE", "DEMO_TENANT", "NOBODY", "PEOPLE", "Host", "Person"]
