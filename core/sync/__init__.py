"""Does: use cases read aloud; knows the outside only through the protocols in `ports`."""
