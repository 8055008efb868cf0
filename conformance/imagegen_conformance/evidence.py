"""The file of a run: a header, one record per case, a footer; written as it goes, read and verified later.

One JSON object a line, as schemas/evidence.schema.json says. The footer ends with the SHA-256 of all that stands before
it, the footer's own beginning too: a file without a footer was cut, and one that does not fit its footer was edited.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance import __version__
from imagegen_conformance.cases import Case, Strength
from imagegen_conformance.corpus import Corpus, Selection
from imagegen_conformance.errors import ConformanceError, EvidenceError, UsageError
from imagegen_conformance.expected import Entry, Expected
from imagegen_conformance.json_value import Json, dumps
from imagegen_conformance.judge import Verdict, judge
from imagegen_conformance.runner import Identity, Result
from imagegen_conformance.tally import Tally

__all__ = ["RESULTS", "EvidenceWriter", "Terms", "Verified", "header", "record", "verify"]

FORMAT = 1
RESULTS = ("pass", "fail", "flaky", "error", "unsupported")
BEGINNING = b'{"record":"header"'
EXPECTED = ("failure", "at", "reason")
SEAL = ',"sha256":"{}"}}\n'  # the end of the footer, and of the file


class Terms(NamedTuple):
    """What gates, and how cases are asked: in other words too, how often, and by which seed shuffled."""

    strength: Strength
    variants: bool = False
    repeat: int = 1
    seed: int | None = None


def header(corpus: Corpus, identity: Identity, selection: Selection, terms: Terms, cases: int) -> dict[str, Json]:
    """The first line: what was run against what, how many cases there are to judge, and how they are asked."""
    chosen = {
        "levels": list(selection.levels),
        "select": list(selection.patterns),
        "areas": list(selection.areas),
        "requirements": list(selection.requirements),
        "smoke": selection.smoke,
    }
    return {
        "record": "header",
        "format": FORMAT,
        "suite": __version__,
        "revision": corpus.revision,
        "corpus": corpus.digest,
        "implementation": {**identity._asdict(), "levels": list(identity.levels)},
        "selection": chosen,
        "strength": terms.strength,
        "cases": cases,
        "asked": {"variants": terms.variants, "repeat": terms.repeat, "seed": terms.seed},
        "started": _now(),
    }


def record(result: Result, expected: Entry | None = None) -> dict[str, Json]:
    """The line of one case; `expected` is what its author expects of it, whether or not that holds."""
    verdict = result.verdict
    line: dict[str, Json] = {"record": "case", "case": result.case.id, "verdict": verdict.result}
    if verdict.failure is not None:
        line["failure"] = verdict.failure
    if verdict.at is not None:
        line["at"] = verdict.at
    if expected is not None:
        line["expected"] = {
            key: value for key, value in expected._asdict().items() if key in EXPECTED and value is not None
        }
    line["observation"] = result.observation
    return line


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class EvidenceWriter:
    """Writes an evidence file. Each line reaches the system before the next case is judged, so a kill loses none.

    Raises `UsageError` where the file cannot be written.
    """

    def __init__(self, file: Path, first: dict[str, Json]) -> None:
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._refuse_to_replace(file)
            self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise self._unwritable(error) from None
        self._digest = hashlib.sha256()
        self._verdicts: Counter[str] = Counter()
        self._write(dumps(first) + "\n")

    def add(self, result: Result, expected: Entry | None = None) -> None:
        """Write the record of one case; `expected` as in `record`."""
        self._verdicts[result.verdict.result] += 1
        self._write(dumps(record(result, expected)) + "\n")

    def close(self, exit_code: int, faults: Sequence[str] = ()) -> None:
        """Write the footer. A run that is broken off closes without one, by `abandon`."""
        footer: dict[str, Json] = {
            "record": "footer",
            "cases": self._verdicts.total(),
            "verdicts": {result: self._verdicts[result] for result in RESULTS},
            "exit": exit_code,
            "finished": _now(),
        }
        if faults:
            footer["faults"] = list(faults)
        self._write(dumps(footer)[:-1])
        self._write(SEAL.format(self._digest.hexdigest()))
        os.close(self._descriptor)

    def abandon(self) -> None:
        """Close the file as it is; without a footer it reads as cut."""
        os.close(self._descriptor)

    def _write(self, text: str) -> None:
        content = text.encode("ascii")
        self._digest.update(content)
        try:
            while content:  # a disk that is nearly full takes a part
                content = content[os.write(self._descriptor, content) :]
        except OSError as error:
            raise self._unwritable(error) from None

    @staticmethod
    def _refuse_to_replace(file: Path) -> None:
        """An older evidence file is replaced; anything else that stands there was not meant."""
        if not file.is_file():
            return
        with file.open("rb") as stream:
            beginning = stream.read(len(BEGINNING))
        if beginning and beginning != BEGINNING:
            raise UsageError("this file is there, and is no evidence", file=file, mend="name another, or delete it")

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError(
            f"the evidence cannot be written ({error.strerror})",
            file=self._file,
            mend="name a file in a folder that can be",
        )


class Verified(NamedTuple):
    """What an evidence file that is whole says."""

    header: dict[str, Json]
    cases: int
    selected: int
    verdicts: dict[str, int]
    exit: int


def verify(file: Path, corpus: Corpus) -> Verified:
    """Check that the file is whole, fits this corpus, and comes to the same verdicts and exit code again.

    `selected` of what is returned is how many cases its options select: pytest's own may have left fewer.

    Raises `EvidenceError` that names the line and the mend.
    """
    return _Verification(file, corpus).run()


class _Verification:
    """One pass over an evidence file, from the header to the footer."""

    def __init__(self, file: Path, corpus: Corpus) -> None:
        self.file = file
        self.corpus = corpus
        self.number = 1
        self.digest = hashlib.sha256()  # of the lines before the one that is looked at
        self.first: dict[str, Json] = {}
        self.counted: Counter[str] = Counter()
        self.judged: set[str] = set()
        self.expected: dict[str, Entry] = {}
        self.selected: frozenset[str] = frozenset()
        self.tally = Tally(Expected(), "must")

    def run(self) -> Verified:
        lines = self._lines()
        self.first, _ = next(lines, ({}, b""))
        self._check_header()
        for line, raw in lines:
            if line.get("record") == "footer":
                self._check_footer(line, raw)
                if next(lines, None) is not None:
                    raise self._wrong("there is more after the footer: it was edited")
                count = self.counted.total()
                return Verified(self.first, count, len(self.selected), dict(line["verdicts"]), int(line["exit"]))
            self.counted[self._check_case(line)] += 1
        raise self._wrong(f"it was cut: no footer after {self.counted.total()} of {self.first.get('cases')} cases")

    def _wrong(self, problem: str, mend: str = "run again") -> EvidenceError:
        return EvidenceError(problem, file=self.file, place=f"line {self.number}", mend=mend)

    def _lines(self) -> Iterator[tuple[dict[str, Json], bytes]]:
        """Each line, parsed and as it stands."""
        try:
            stream = self.file.open("rb")
        except OSError as error:
            raise EvidenceError(
                f"it cannot be read ({error.strerror})", file=self.file, mend="name an evidence file"
            ) from None
        with stream:
            for self.number, raw in enumerate(stream, 1):
                yield self._parse(raw), raw
                self.digest.update(raw)

    def _parse(self, raw: bytes) -> dict[str, Json]:
        if not raw.endswith(b"\n"):
            raise self._wrong("it was cut in the middle of a line")
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict):
            raise self._wrong("this line is no JSON object: it was edited, or is no evidence")
        return line

    def _check_header(self) -> None:
        if self.first.get("record") != "header" or self.first.get("format") != FORMAT:
            raise self._wrong("it does not start with a header of format 1: it is no evidence", "name another file")
        if self.first.get("corpus") != self.corpus.digest:
            judged_by = f"corpus {str(self.first.get('corpus'))[:12]} of suite {self.first.get('suite')}"
            raise self._wrong(
                f"it was judged by {judged_by}, and this is corpus {self.corpus.digest[:12]}",
                "verify it with that release, or run again",
            )
        try:
            self._take_header()
        except (ConformanceError, TypeError, KeyError, ValueError, AttributeError):
            raise self._wrong("the header does not say what was run: it was edited") from None

    def _take_header(self) -> None:
        """Select the cases, and get ready to count, as the run did."""
        chosen, implementation = self.first["selection"], self.first["implementation"]
        str(implementation["name"])
        levels = tuple(chosen["levels"])
        patterns, areas, requirements = (tuple(chosen[name]) for name in ("select", "areas", "requirements"))
        selection = Selection(levels, patterns, areas, requirements, smoke=bool(chosen["smoke"]))
        self.selected = frozenset(case.id for case in self.corpus.select(selection))
        demanded = levels or tuple(implementation["levels"])
        self.tally = Tally(Expected(entries=self.expected), self.first["strength"], demanded)

    def _check_case(self, line: dict[str, Json]) -> str:
        """The verdict of a record, after the judge has come to it again."""
        case = self.corpus.by_id.get(str(line.get("case")))
        if line.get("record") != "case" or case is None or case.id in self.judged or case.id not in self.selected:
            raise self._wrong(f"{line.get('case')!r} is no case, was not selected, or is here twice: it was edited")
        self.judged.add(case.id)
        verdict = _judged_again(case, line.get("observation"))
        if verdict is None or (line.get("verdict"), line.get("failure"), line.get("at")) != tuple(verdict):
            found = verdict.result if verdict else "nothing"
            raise self._wrong(
                f"{case.id} is written down as {line.get('verdict')!r}, and the judge says {found!r}: it was edited"
            )
        self._take_expected(case.id, line.get("expected"))
        self.tally.add(Result(case, line["observation"], verdict))
        return verdict.result

    def _take_expected(self, id_: str, written: Any) -> None:
        if written is None:
            return
        if not isinstance(written, dict) or not {"failure", "reason"} <= written.keys() <= set(EXPECTED):
            raise self._wrong(f"what is expected of {id_} is no failure with a reason: it was edited")
        self.expected[id_] = Entry(str(self.file), written["failure"], written.get("at"), written["reason"])

    def _check_footer(self, footer: dict[str, Json], raw: bytes) -> None:
        count = self.counted.total()
        sealed, _, _ = raw.rpartition(b',"sha256":')
        self.digest.update(sealed)
        if raw != sealed + SEAL.format(self.digest.hexdigest()).encode("ascii"):
            raise self._wrong("what stands before the checksum does not fit it: it was edited")
        told = {result: self.counted[result] for result in RESULTS}
        if footer.get("verdicts") != told or footer.get("cases") != count:
            raise self._wrong("the footer counts other verdicts than stand in the file: it was edited")
        if self.first.get("cases") != count:
            raise self._wrong(f"{count} of {self.first.get('cases')} cases were judged: it was edited")
        self._take_faults(footer.get("faults", []))
        if type(footer.get("exit")) is not int or footer["exit"] != self.tally.exit_code:
            raise self._wrong(f"the exit code is not the {self.tally.exit_code} that this comes to: it was edited")

    def _take_faults(self, faults: Any) -> None:
        if type(faults) is not list or not all(type(fault) is str for fault in faults):
            raise self._wrong("the faults in the footer are no list of texts: it was edited")
        self.tally.faults += faults


def _judged_again(case: Case, observation: Any) -> Verdict | None:
    """What the judge says of an observation that may be anything."""
    try:
        return judge(case, observation)
    except (TypeError, KeyError, ValueError, AttributeError, RecursionError):
        return None
