"""Decides: frozen values in, new values out; no clock, no network, no Azure."""
