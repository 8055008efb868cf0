"""The comparison of a run with the evidence of an earlier one, which `run --compare` names."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import EvidenceError, UsageError
from imagegen_conformance.reports.comparison import ComparisonReport
from imagegen_conformance.reports.layout import count
from imagegen_conformance.results.comparison import Comparison
from imagegen_conformance.results.recorded_run import RecordedRun
from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts
from imagegen_conformance.results.selected_cases import SelectedCases, verdicts_by_current_id
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview, preview_repr

__all__ = ["RunComparison"]


class RunComparison:
    """The comparison of a run with an earlier one.

    Attributes:
        before: The earlier run.
        corpus: The whole corpus, in the revision of the run.
        report: The report of the comparison, or None before the end of the run.
    """

    def __init__(self, before: RecordedVerdicts, corpus: Corpus) -> None:
        self.before = before
        self.corpus = corpus
        self.report: ComparisonReport | None = None

    @classmethod
    def load(cls, parsed: argparse.Namespace, options: RunOptions, corpus: Corpus) -> RunComparison:
        """Read and check the evidence of the earlier run.

        Args:
            parsed: The arguments of the command `run`.
            options: The options of the run.
            corpus: The whole corpus, in the revision of the run.

        Raises:
            UsageError: Another option contradicts --compare.
            EvidenceError: The evidence is invalid, or of another profile or revision.
        """
        file = parsed.compare
        if parsed.fail_fast:
            problem = "--fail-fast contradicts --compare: an earlier failure would end the run"
            raise UsageError(problem, hint="Remove one of them.")
        if options.evidence is not None and options.evidence.resolve() == file.resolve():
            problem = "the evidence of the run would replace the earlier one"
            raise UsageError(problem, file=file, hint="Name another file for the evidence.")
        if any(report.file.resolve() == file.resolve() for report in parsed.report):
            problem = "the report would replace the earlier evidence"
            raise UsageError(problem, file=file, hint="Name another file for the report.")
        before = RecordedVerdicts.load(file, corpus)
        old = preview(f"profile {before.profile}, revision {before.revision}", MAX_VALUE_LENGTH)
        if (before.profile, before.revision) != corpus.revision[:2]:
            problem = f"the earlier run was judged by {old}, but this run is judged by {corpus.revision}"
            hint = "Choose the same revision with --profile and --revision, or name evidence of this one."
            raise EvidenceError(problem, file=file, hint=hint)
        return cls(before, corpus)

    def check(self, run: ConformanceRun) -> None:
        """Check that a run which has not started can be compared.

        Raises:
            EvidenceError: The earlier run is of another implementation, or did not select all cases of the run.
        """
        before, file = self.before, self.before.file
        if before.identity.name != run.identity.name:
            names = [preview_repr(name) for name in (before.identity.name, run.identity.name)]
            problem = f"the earlier run is of {names[0]}, but this run is of {names[1]}"
            raise EvidenceError(problem, file=file, hint="Name evidence of this implementation.")
        self._check_settings(run.options)
        ids = {case.id for case in run.cases}
        known, selected = verdicts_by_current_id(before, ids, self.corpus), SelectedCases(before, self.corpus)
        # A failure of these cases would be neither new nor as before, so that no exit code would be right.
        missing = sum(id_ not in known and not selected.contains(id_) for id_ in ids)
        if missing or ids.isdisjoint(known):
            number = count(len(ids), "case")
            problem = f"the earlier run has no result of {missing or len(ids)} of the {number} of this run"
            hint = "Select the same cases, or fewer, or write new evidence to compare with."
            raise EvidenceError(problem, file=file, hint=hint)

    def _check_settings(self, options: RunOptions) -> None:
        """Raise EvidenceError if the requests differ: some failures occur only with variants or repetitions."""
        settings = self.before.settings
        then, now = (
            f"{'with' if variants else 'without'} variants and with repeat {repeat}"
            for variants, repeat in ((settings.variants, settings.repeat), (options.variants, options.repeat))
        )
        if then != now:
            problem = f"the earlier run was {then}, but this run is {now}"
            hint = "Set --variants or --no-variants, and --repeat, or write new evidence to compare with."
            raise EvidenceError(problem, file=self.before.file, hint=hint)

    def finish(self, run: RecordedRun, evidence: Path) -> None:
        """Compare a complete run that was read from its evidence.

        Args:
            run: The run.
            evidence: The evidence.
        """
        after = RecordedVerdicts.of(run, evidence)
        self.report = ComparisonReport(Comparison(self.before, after, self.corpus))
