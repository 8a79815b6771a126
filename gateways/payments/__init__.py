"""Payment providers behind the port: what each calls things, how it signs, and what its answers mean to us."""
