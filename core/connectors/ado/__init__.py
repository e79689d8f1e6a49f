"""Azure DevOps, spoken fluently: work items in and out, and what its service hooks say."""

from core.connectors.ado.browse import AdoBrowser
from core.connectors.ado.client import AdoSystem
from core.connectors.ado.hooks import AdoHook
from core.connectors.ado.joining import Joining
from core.connectors.ado.permissions import findings, identity_home
from core.connectors.ado.refs import parts, ref
from core.connectors.ado.several import Organisations
from core.connectors.ado.subscriptions import AdoSubscriptions

__all__ = [
    "AdoBrowser",
    "AdoHook",
    "AdoSubscriptions",
    "AdoSystem",
    "Joining",
    "Organisations",
    "findings",
    "identity_home",
    "parts",
    "ref",
]
