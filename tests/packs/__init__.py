"""Exam packs: what is read, what is refused, and what loading does."""
