"""The suite's own run, as the test that mutants of the reference have to fail: every case, its reasons and warnings."""

from __future__ import annotations

import importlib
import sys

from imagegen_conformance.adapters import InProcess, adapt
from imagegen_conformance.cases import LEVELS
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.runner import run

CORPUS = Corpus.load()


def test_the_reference_conforms() -> None:
    # What runs on import is mutated too.
    for name in [name for name in sys.modules if name.partition(".")[0] == "imagegen_reference"]:
        del sys.modules[name]
    tool = importlib.import_module("imagegen_reference").ImageGenTool
    for result in run(CORPUS.cases, InProcess(adapt(tool), LEVELS)):
        assert result.verdict.result == "pass", result.case.id
        told = [(reason["path"], reason["rule"]) for reason in result.observation.get("reasons", ())]
        # It tells a reason for whatever it refuses: what it refuses without one, it stumbled over.
        stumbled = result.observation["outcome"] == "rejected" and not told
        assert result.case.level not in {"schema", "semantic"} or not stumbled, result.case.id
        # One reason of those that are due is enough for the judge; the reference tells no other beside it.
        due = getattr(result.case.expected, "reasons", ())
        assert not due or set(told) <= set(due), result.case.id
