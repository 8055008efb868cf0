"""Connection to a Python implementation in the process of the suite."""
