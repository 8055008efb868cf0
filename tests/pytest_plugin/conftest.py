"""pytest as a user runs it, in a directory with a module of implementations that have one fault each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import imagegen_conformance.pytest_plugin.conformance_class  # noqa: F401 - pytester would import it again for each run
import imagegen_reference  # noqa: F401 - pytester would import it again for each run
from imagegen_conformance.corpus.corpus import Corpus

FAULTY = '''
import io
import sys
import warnings

from types import MappingProxyType

from imagegen_conformance import Adapter
from imagegen_reference import ImageGenTool


def identity(payload):
    return payload


def drops_quality(payload):
    return {key: value for key, value in payload.items() if key != "quality"}


def drops_low(payload):
    low = {"type": "image_generation", "quality": "low"}
    return payload if payload != low else {"type": "image_generation"}


def drops_unknown(payload):
    return {key: value for key, value in payload.items() if key.isidentifier()}


def drops_compression(payload):
    return {key: value for key, value in payload.items() if key != "output_compression"}


def drops_empty_model(payload):
    return {key: value for key, value in payload.items() if (key, value) != ("model", "")}


def rejects_empty_model(payload):
    if payload.get("model") == "":
        raise ValueError("model is empty")
    return payload


def rejects_all(payload):
    raise ValueError("unknown payload")


def crashes(payload):
    raise RuntimeError("the disk is full")


def gives_commands(payload):
    raise RuntimeError("##[error]x")


def raises_system_exit(payload):
    raise SystemExit(0)


def skips(payload):
    import pytest

    pytest.skip("not today")


def interrupts(payload):
    if "quality" in payload:
        raise KeyboardInterrupt
    return payload


def kills_process(payload):
    import os
    import signal

    if "quality" in payload:
        os.kill(os.getpid(), signal.SIGKILL)
    return payload


def exits(payload):
    import os

    if "quality" in payload:
        os._exit(0)
    return payload


def prints(payload):
    print("text on stdout")
    print("text on stderr", file=sys.stderr)
    return drops_low(payload)


def replaces_stdout(payload):
    sys.stdout = sys.stderr = io.StringIO()
    return payload


def changes_input(payload):
    copy = dict(payload)
    payload.clear()
    payload["type"] = "changed"
    return copy


def warns(payload):
    warnings.warn("that is old", DeprecationWarning)
    return payload


def raises_lone_surrogate(payload):
    raise ValueError("\\ud83d is a lone surrogate")


class Validator:
    def validate(self, payload):
        ImageGenTool.validate_payload(payload)


validator = Validator()


class DropsQuality(ImageGenTool):
    def as_dict(self, **keywords):
        return drops_quality(super().as_dict(**keywords))


class FailsToSerialize(ImageGenTool):
    def as_dict(self, **keywords):
        raise ValueError("out of ink")


class ReturnsMappingProxy(ImageGenTool):
    def as_dict(self, **keywords):
        return MappingProxyType(super().as_dict(**keywords))


class WithoutValidate(dict):
    """A documented class whose constructor rejects, and that has no methods that validate."""

    def __init__(self, payload):
        super().__init__(payload)
        ImageGenTool.validate_payload(payload)

    def as_dict(self):
        return dict(self)


tool = ImageGenTool()


class ReturnsErrors:
    def validate(self, payload):
        return ["quality is odd"]


returns_errors = ReturnsErrors()


class IdentityAdapter(Adapter):
    levels = ("wire",)

    def parse(self, payload):
        return payload


class DropsLowExceptInTexts(IdentityAdapter):
    def parse(self, payload):
        return drops_low(payload)

    def parse_text(self, text):
        return IdentityAdapter().parse_text(text)


class WithoutParse(Adapter):
    """An adapter that claims a level without the operation that it needs."""

    levels = ("wire",)


class WithoutLevels(Adapter):
    """An adapter that claims no level."""

    levels = ()
'''


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return Corpus.load()


@pytest.fixture(autouse=True)
def _directory(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> None:
    monkeypatch.delenv("CI", raising=False)  # it switches variants on
    # The corpus is immutable, and loading it takes a third of the time of a run.
    load = Corpus.load

    def load_once(*_: Any, profile: str | None = None, revision: str | None = None) -> Corpus:
        return corpus if profile is revision is None else load(profile=profile, revision=revision)

    monkeypatch.setattr(Corpus, "load", load_once)
    pytester.makepyfile(faulty=FAULTY)
    # A warning of the plugin is a defect. The other plugins only take time.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-W error -p no:hypothesispytest -p no:syrupy")


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in this process: `run("faulty:drops_low", "-x")` with an implementation, `run(None)` without one."""

    def run_pytest(implementation: str | None, *arguments: str | Path) -> pytest.RunResult:
        target = [] if implementation is None else ["--imagegen-impl", implementation]
        return pytester.runpytest_inprocess(*target, *arguments)

    return run_pytest


@pytest.fixture
def verify(pytester: pytest.Pytester) -> Callable[[str], pytest.RunResult]:
    """Run `imagegen-conformance verify FILE`."""

    def run_command(file: str) -> pytest.RunResult:
        return pytester.run(sys.executable, "-m", "imagegen_conformance", "verify", file)

    return run_command


@pytest.fixture
def expect(pytester: pytest.Pytester) -> Callable[..., Path]:
    """Write `expected.json` with one expected failure of some cases."""

    def write(*cases: str, failure: str = "wrong-output", reason: str = "quality is lost", **others: Any) -> Path:
        entry = {"cases": list(cases), "failure": failure, "reason": reason, **others}
        file = pytester.path / "expected.json"
        file.write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
        return file

    return write


@pytest.fixture
def records(pytester: pytest.Pytester) -> Callable[[str], list[dict[str, Any]]]:
    """Return the records of an evidence file."""

    def read(file: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (pytester.path / file).read_text(encoding="ascii").splitlines()]

    return read


@pytest.fixture
def mine(pytester: pytest.Pytester) -> Callable[..., None]:
    """Write `test_mine.py` with a test class of these attributes, each a line of Python."""

    def write(*attributes: str, name: str = "test_mine", before: str = "") -> None:
        lines = "\n".join(f"    {attribute}" for attribute in attributes)
        source = "import faulty\nfrom imagegen_conformance import ImageGenToolConformance\n"
        pytester.makepyfile(
            **{name: f"{source}{before}\nclass TestMine(ImageGenToolConformance):\n{lines or '    pass'}\n"}
        )

    return write
