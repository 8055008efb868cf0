"""Independent sources of expected results: the reference implementation and the JSON Schemas."""
