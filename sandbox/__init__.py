"""Stand-ins that pretend to be the outside world; never deployed, never imported by the product."""
