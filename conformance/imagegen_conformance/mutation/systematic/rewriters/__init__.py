"""Functions that rewrite a kind of strings, as gateways, scanners, loaders and sanitizers do."""
