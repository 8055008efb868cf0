"""Reports: what people read of a run. Each is a function of results, and prints nothing itself."""
