"""Recorded results of a run: tally, evidence and expected failures."""
