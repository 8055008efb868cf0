"""The difference of two revisions."""
