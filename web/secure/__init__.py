"""One-time pages for what must never stand in a chat: registration (指南 二(一)), log-in, recovery of the username (二(三))."""
