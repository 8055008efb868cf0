"""Reports for people. Each is a function of results, and prints nothing."""
