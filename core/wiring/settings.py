"""What the settings tell, in the words of the rooms. Nothing else reads them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.model.addresses import accepted
from core.model.budgets import Identity, calls_allowed, identity
from core.model.framing import EXPRESS, Framing, origins, parameters
from core.model.items import Side

if TYPE_CHECKING:
    from core.connectors.ppm import PpmSettings


class Settings:
    """Empty and not set are the same."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        # A slip here stops the app at once.
        self._calls = calls_allowed(self.get("PPM_CALLS_PER_MINUTE"))

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def get(self, name: str, usual: str = "") -> str:
        return self._values.get(name, usual)

    def is_on(self, name: str) -> bool:
        return self.get(name).strip().lower() == "true"

    def ado_address(self, url: str) -> str:
        return accepted(url, self.get("ADO_HOSTS").split(","), self.in_the_sandbox)

    @property
    def in_the_sandbox(self) -> bool:
        """Whether both vendors are stand-ins on this very machine."""
        return self.is_on("ADO_PLAIN_HTTP")

    @property
    def express_secret(self) -> str:
        return self.get("PPM_SECRET", "ppm-token")

    @property
    def express(self) -> Identity:
        """Who we are to PPM Express."""
        return identity(Side.PPM, self.get("PPM_URL"), self.express_secret, self._calls)

    @property
    def address(self) -> str:
        """Where people and vendors find us: as set, else as the platform calls us."""
        host = self.get("WEBSITE_HOSTNAME")
        known = self.get("PUBLIC_URL") or (f"https://{host}" if host else "")
        return known.rstrip("/")

    def framing(self) -> Framing:
        """Raises ValueError where a setting is wrong, so that a slip stops the app at once."""
        more = origins(self.get("FRAME_ANCESTORS"), self.in_the_sandbox)
        return Framing(
            ancestors=(EXPRESS, *more),
            client=self.get("PAGE_CLIENT_ID"),
            tenant=self.get("TENANT_ID"),
            parameters=parameters(self.get("FRAME_PARAMETERS")),
        )

    def ppm(self) -> "PpmSettings":
        from core.connectors.ppm import PpmSettings

        return PpmSettings(
            hierarchy=self.get("PPM_HIERARCHY", PpmSettings.hierarchy),
            date_write_format=self.get("PPM_DATE_FORMAT", PpmSettings.date_write_format),
            task_url=self.get("PPM_TASK_URL"),
            link_field=self.get("PPM_LINK_FIELD"),
        )
