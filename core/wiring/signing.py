"""How we sign in to Azure DevOps: with a token, or as the app itself."""

from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.model.errors import TryLater

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

_AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798/.default"
"""What Azure DevOps is called where an identity asks Entra for a token."""

Sign = Callable[[], str]
"""What stands in the header that signs us in, asked for anew at each call."""


def as_app(identity: "TokenCredential") -> Sign:
    """Signs in as the app itself. Raises TryLater where it is given no token."""
    from azure.core.exceptions import AzureError

    def sign() -> str:
        try:
            return f"Bearer {identity.get_token(_AZURE_DEVOPS).token}"
        except AzureError as error:
            raise TryLater("the app cannot sign in to Azure DevOps as itself") from error

    return sign


def basic(token: str) -> str:
    return f"Basic {b64encode(f':{token}'.encode()).decode()}"
