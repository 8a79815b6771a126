"""Free words in the chat: the answer with its clause and its button, three to choose from, who decides, or whom to call."""
