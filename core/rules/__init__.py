"""Pure decisions: no input or output, no clock, no database. Each rule names the clause it follows."""
