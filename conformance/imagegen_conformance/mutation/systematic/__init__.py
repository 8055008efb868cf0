"""Mutants that are generated from dimensions: rules, fields, models, kinds of strings, lengths, counts and numbers."""
