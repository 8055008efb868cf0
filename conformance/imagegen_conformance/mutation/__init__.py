"""Mutation testing: measuring the corpus by faulty implementations."""
