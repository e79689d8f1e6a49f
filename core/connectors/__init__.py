"""SPEAK: one package per vendor; each knows its own API and the words of the model, no more."""
