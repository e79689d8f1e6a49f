"""PPM Express, spoken fluently: tasks in and out, and what its webhooks say."""

from core.connectors.ppm.account import findings
from core.connectors.ppm.client import PpmSystem
from core.connectors.ppm.hooks import PpmHook
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.tenant import Tenant
from core.connectors.ppm.webhooks import PpmWebhooks

__all__ = ["PpmHook", "PpmSettings", "PpmSystem", "PpmWebhooks", "Tenant", "findings"]
