"""Connection to a Python implementation in a worker process, which speaks the adapter protocol."""
