"""Commands of `cli` that need more than a few lines, and what all of them share: `output` and `arguments`."""
