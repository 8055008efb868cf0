"""Property-based cases: payloads and call sequences that hypothesis generates and shrinks.

Importing this package raises `UsageError` if hypothesis is not installed.
"""

from imagegen_conformance.errors import UsageError

try:
    import hypothesis  # noqa: F401 - imported only to find out whether it is installed
except ImportError as error:
    raise UsageError(
        f"generated cases need hypothesis ({error})", hint="Install imagegen-conformance[examples]."
    ) from None
