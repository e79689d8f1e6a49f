"""The four rooms: model decides, sync does, connectors speak, storage remembers."""
