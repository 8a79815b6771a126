"""One folder a conversation: windows (what is shown), getters (one query), handlers (one command), data (what it remembers)."""
