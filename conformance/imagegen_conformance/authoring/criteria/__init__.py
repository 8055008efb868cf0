"""Coverage criteria: what must be combined with what in the cases of a corpus, and what is missing."""
