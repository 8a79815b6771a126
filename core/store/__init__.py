"""Tables, queries and the two engines behind one ``Store``."""
