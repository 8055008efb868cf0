"""Runs of the command line against the chaos server and the chaos gateway, and their outcomes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from chaos.messages import Request
from imagegen_conformance.cli.main import main

__all__ = ["ChaosRun", "Outcome", "Run", "quick_retries", "run", "tools_of"]

TIMEOUT = 0.3  # seconds for an exchange


class Outcome(NamedTuple):
    """The recorded result of a case.

    Attributes:
        verdict: The verdict, or the kind of failure.
        outcome: The outcome of the observation.
        message: Its message; empty if it has none.
    """

    verdict: str
    outcome: str
    message: str


class ChaosRun(NamedTuple):
    """A run that has ended.

    Attributes:
        code: The exit code.
        out: Its standard output.
        err: Its standard error.
        outcomes: The outcomes of the cases that were judged.
        faults: The errors of the run that are no outcomes of cases.
        seconds: The duration.
    """

    code: int
    out: str
    err: str
    outcomes: dict[str, Outcome]
    faults: list[str]
    seconds: float

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict of each case."""
        return {case: outcome.verdict for case, outcome in self.outcomes.items()}


Run = Callable[..., ChaosRun]


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the delays before requests are sent again, and the time for which controls are repeated."""
    monkeypatch.setattr("imagegen_conformance.connections.http_service.retries.BASE_DELAY", 0.005)
    monkeypatch.setattr("imagegen_conformance.connections.http_service.controls.MAX_WAIT", 0.2)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], quick_retries: None
) -> Run:
    """Call the command `run` with cases and further arguments, one request after the other unless they say more."""
    monkeypatch.delenv("CI", raising=False)  # it switches variants on
    monkeypatch.chdir(tmp_path)

    def call(url: str, cases: tuple[str, ...], *arguments: str, timeout: float = TIMEOUT) -> ChaosRun:
        evidence = tmp_path / "evidence.ndjson"
        evidence.unlink(missing_ok=True)
        selection = [word for case in cases for word in ("--select", case)]
        concurrency = [] if "--concurrency" in arguments else ["--concurrency", "1"]
        words = ["--url", url, "--timeout", str(timeout), "--evidence", str(evidence), *selection, *concurrency]
        began = time.monotonic()
        code = main(["run", *words, *arguments])
        seconds = time.monotonic() - began
        records = _records(evidence)
        outcomes = {record["case"]: _outcome(record) for record in records if record["record"] == "case"}
        faults = [fault for record in records for fault in record.get("run_errors", [])]
        out, err = capsys.readouterr()
        return ChaosRun(code, out, err, outcomes, faults, seconds)

    return call


def tools_of(requests: list[Request], *keys: str) -> list[Any]:
    """Return the tools of the requests, or only those that have the keys."""
    return [request.tool for request in requests if not keys or set(keys) & set(request.tool)]


def _records(evidence: Path) -> list[dict[str, Any]]:
    if not evidence.exists():
        return []
    return [json.loads(line) for line in evidence.read_text(encoding="utf-8").splitlines()]


def _outcome(record: dict[str, Any]) -> Outcome:
    observation = record.get("observation", {})
    verdict = record.get("failure") or record["verdict"]
    return Outcome(verdict, observation.get("outcome", ""), observation.get("message", ""))
