"""The whole product in one place against the sandbox, for a person to try or to watch once."""
