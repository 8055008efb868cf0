"""`python -m imagegen_conformance` is `imagegen-conformance`."""

from imagegen_conformance.cli import main

raise SystemExit(main())
