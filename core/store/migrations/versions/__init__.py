"""The revisions in their order; drafted from the tables by ``make migration``."""
