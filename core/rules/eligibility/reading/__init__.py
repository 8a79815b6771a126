"""From the words of a position table to typed conditions."""
