"""Runs pytest as a user would, in a folder with implementations that are wrong in one way each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import imagegen_conformance.testing  # noqa: F401 - what is imported here, pytester does not import again for each run
import imagegen_reference  # noqa: F401 - the same
from imagegen_conformance.corpus import Corpus

WRONG = '''
import io
import sys
import warnings

from types import MappingProxyType

from imagegen_conformance import Adapter
from imagegen_reference import ImageGenTool


def keeps(payload):
    return payload


def drops(payload):
    return {key: value for key, value in payload.items() if key != "quality"}


def drops_low(payload):
    low = {"type": "image_generation", "quality": "low"}
    return payload if payload != low else {"type": "image_generation"}


def drops_compression(payload):
    return {key: value for key, value in payload.items() if key != "output_compression"}


def refuses(payload):
    raise ValueError("never heard of it")


def crashes(payload):
    raise RuntimeError("the disk is full")


def exits(payload):
    raise SystemExit(0)


def skips(payload):
    import pytest

    pytest.skip("not today")


def interrupts(payload):
    raise KeyboardInterrupt


def dies(payload):
    import os

    os._exit(1)


def prints(payload):
    print("chatter")
    print("murmur", file=sys.stderr)
    return drops_low(payload)


def replaces_stdout(payload):
    sys.stdout = sys.stderr = io.StringIO()
    return payload


def spoils(payload):
    mine = dict(payload)
    payload.clear()
    payload["type"] = "spoilt"
    return mine


def warns(payload):
    warnings.warn("that is old", DeprecationWarning)
    return payload


def half_a_pair(payload):
    raise ValueError("\\ud83d is half of something")


class Validator:
    def validate(self, payload):
        ImageGenTool.validate_payload(payload)


validator = Validator()


class Lossy(ImageGenTool):
    def as_dict(self, **keywords):
        return drops(super().as_dict(**keywords))


class Unwritable(ImageGenTool):
    def as_dict(self, **keywords):
        raise ValueError("out of ink")


class Proxied(ImageGenTool):
    def as_dict(self, **keywords):
        return MappingProxyType(super().as_dict(**keywords))


class Bare(dict):
    """Documented, but for the methods that validate: its constructor refuses."""

    def __init__(self, payload):
        super().__init__(payload)
        ImageGenTool.validate_payload(payload)

    def as_dict(self):
        return dict(self)


tool = ImageGenTool()


class Listing:
    def validate(self, payload):
        return ["quality is odd"]


listing = Listing()


class Keeping(Adapter):
    levels = ("wire",)

    def parse(self, payload):
        return payload


class KeepsTexts(Keeping):
    def parse(self, payload):
        return drops_low(payload)

    def parse_text(self, text):
        return Keeping().parse_text(text)


class Silent(Adapter):
    """Claims wire, and does nothing of it."""

    levels = ("wire",)


class Modest(Adapter):
    """Claims nothing."""

    levels = ()
'''


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return Corpus.load()


@pytest.fixture(autouse=True)
def _folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> None:
    monkeypatch.delenv("CI", raising=False)  # it turns variants on
    # Nobody changes it, and reading it is a third of a run's time.
    monkeypatch.setattr(Corpus, "load", lambda *_, **__: corpus)
    pytester.makepyfile(wrong=WRONG)
    # A warning by the plugin is a defect; the other plugins only cost time.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-W error -p no:hypothesispytest -p no:syrupy")


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in this process: `run("wrong:drops", "-x")` names an implementation first, or None."""

    def run_pytest(implementation: str | None, *arguments: str | Path) -> pytest.RunResult:
        named = [] if implementation is None else ["--imagegen-impl", implementation]
        return pytester.runpytest_inprocess(*named, *arguments)

    return run_pytest


@pytest.fixture
def verify(pytester: pytest.Pytester) -> Callable[[str], pytest.RunResult]:
    """`imagegen-conformance verify FILE`."""

    def run_command(file: str) -> pytest.RunResult:
        return pytester.run(sys.executable, "-m", "imagegen_conformance", "verify", file)

    return run_command


@pytest.fixture
def expect(pytester: pytest.Pytester) -> Callable[..., Path]:
    """Write `expected.json` with one entry."""

    def write(*cases: str, failure: str = "changed", reason: str = "quality is lost", **others: Any) -> Path:
        entry = {"cases": list(cases), "failure": failure, "reason": reason, **others}
        file = pytester.path / "expected.json"
        file.write_text(json.dumps({"expected": [entry]}), encoding="utf-8")
        return file

    return write


@pytest.fixture
def records(pytester: pytest.Pytester) -> Callable[[str], list[dict[str, Any]]]:
    """The lines of an evidence file."""

    def read(file: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (pytester.path / file).read_text(encoding="ascii").splitlines()]

    return read
