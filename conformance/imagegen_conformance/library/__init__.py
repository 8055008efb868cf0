"""The suite as a library: the function `run_suite`, its options and its results."""
