"""How a typed question is read, and how sure one must be before it is answered."""
