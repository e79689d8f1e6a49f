"""Listens: plain functions that parse, call one use case, and answer."""
