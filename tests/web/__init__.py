"""Pages and HTTP interfaces for people, over a real store."""
