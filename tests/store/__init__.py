"""The store: one suite that both databases pass, migrations, dialog state."""
