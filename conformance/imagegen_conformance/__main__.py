"""The command imagegen-conformance, started with `python -m imagegen_conformance`."""

from imagegen_conformance.cli.main import main

raise SystemExit(main())
