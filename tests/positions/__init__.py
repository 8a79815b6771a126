"""Position tables, catalogues, conditions, eligibility and search."""
