"""The routes of the service, one file per noun; each offers `ROUTES`."""
