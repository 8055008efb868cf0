"""The faults that mutants are made of: named functions, each of which does one thing wrong."""
