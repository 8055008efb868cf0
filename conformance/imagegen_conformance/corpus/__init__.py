"""The corpus in memory: requirements, cases, snapshots and model limits."""
