"""Faults at random while the product works: see ``make test-chaos``."""
