"""Azure DevOps, spoken fluently: work items in and out, and what its service hooks say."""

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.hooks import AdoHook
from core.connectors.ado.organisation import collection_id
from core.connectors.ado.refs import parts, ref
from core.connectors.ado.several import Organisations

__all__ = ["AdoHook", "AdoSystem", "Organisations", "collection_id", "parts", "ref"]
