"""One file a question, each measured beside its baseline in the same run."""
