"""Functions of a transaction, one module an area: what to load and what to save."""
