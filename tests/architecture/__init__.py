"""What holds of the source as a whole, held by tests."""
