"""What a candidate sees in a messenger: dialogs, channels, and what is told unasked."""
