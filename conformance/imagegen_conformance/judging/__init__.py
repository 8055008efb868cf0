"""Judging: from an observation to a verdict, by a pure function."""
