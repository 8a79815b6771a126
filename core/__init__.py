"""What the product knows: the words, the rules and the use cases. Imports neither a messenger nor a web framework."""
