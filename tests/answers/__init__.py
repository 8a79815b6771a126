"""How well typed questions are understood, and what is never answered."""
