"""Rules about who a person is."""
