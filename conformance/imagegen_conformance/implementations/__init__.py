"""Real implementations: one folder each says how it is installed, run, and what is known to fail.

`python -m imagegen_conformance.implementations` installs each into an environment of its own and runs it.
"""
