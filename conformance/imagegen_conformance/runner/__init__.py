"""Execution of the selected cases over a connection."""
