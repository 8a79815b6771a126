"""Accounts: registration, log-in, recovery, on both databases where it matters."""
