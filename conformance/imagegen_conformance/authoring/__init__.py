"""Tools for maintainers of the corpus: the linter, the registry of case ids, traceability and coverage criteria."""
