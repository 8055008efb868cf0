"""The version of the suite."""

__all__ = ["__version__"]

__version__ = "0.1.0"
