"""The tables of mutants, by level and kind of fault."""
