"""Holds a real PPM Express tenant against what we assume about the product; only ever reads."""
