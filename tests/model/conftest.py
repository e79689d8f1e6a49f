"""A property is not wrong because the machine was busy: Hypothesis counts no milliseconds here."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
