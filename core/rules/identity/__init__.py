"""Pure rules about who a person is: documents, names, cards, passwords, usernames, and how little of them may be shown."""
