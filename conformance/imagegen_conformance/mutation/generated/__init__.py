"""Mutants that are generated from the plain schema and the model limits of a revision."""
