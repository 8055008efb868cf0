"""The command imagegen-conformance: one module for each command."""
