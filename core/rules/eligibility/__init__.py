"""Whether a position fits a candidate: conditions read from the table's words, then three-valued verdicts. Nothing is guessed."""
