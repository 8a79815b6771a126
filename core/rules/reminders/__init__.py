"""Who is to be reminded, when, and whether there is time enough for everyone."""
