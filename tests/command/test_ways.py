"""--variants, --repeat and --shuffle: the ways in which cases are asked."""

from __future__ import annotations

import json
import re

import pytest

REFERENCE = "imagegen_reference:ImageGenTool"
WAYS = ("--variants", "--repeat", "2", "--shuffle")


def lines(file) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def test_evidence_is_the_same_but_for_times_and_seed(process, modules):
    for seed in (1001, 1002):
        assert process("run", REFERENCE, *WAYS, seed, "--evidence", f"{seed}").code == 0

    def told(seed: int) -> str:
        text = re.sub(r'"(started|finished)":"[^"]*"|"sha256":"[^"]*"', "", (modules / str(seed)).read_text())
        return text.replace(f'"seed":{seed}', "")

    assert told(1001) == told(1002)
    assert process("verify", "1001").code == 0


def test_the_header_says_how_cases_were_asked(command, modules):
    command("run", REFERENCE, "--area", "quality", *WAYS, "5", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["asked"] == {"variants": True, "repeat": 2, "seed": 5}
    command("run", REFERENCE, "--area", "quality", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["asked"] == {"variants": False, "repeat": 1, "seed": None}


def test_cases_are_asked_in_another_order(command, implementation, modules):
    path = implementation(
        "def tool(payload):\n    with open('asked', 'a') as file: print(payload.get('quality'), file=file)\n    return payload\n"
    )
    orders = []
    for options in ((), ("--shuffle", "1"), ("--shuffle", "2"), ("--shuffle", "1")):
        (modules / "asked").unlink(missing_ok=True)
        assert command("run", path, "--area", "quality", *options).code == 0
        orders.append(lines(modules / "asked"))
    assert orders[1] == orders[3]
    assert len({tuple(order) for order in orders}) == 3
    assert len({tuple(sorted(order)) for order in orders}) == 1


def test_flaky_fails_and_the_command_alone_repeats(command, implementation, modules):
    path = implementation(
        "count = 0\n"
        "def tool(payload):\n"
        "    global count\n"
        "    count += 1\n"
        "    return payload | {'seed': 1} if count % 2 == 0 and payload.get('quality') == 'low' else payload\n"
    )
    options = ("--select", "quality/values/low:wire", "--evidence", "e")
    ended = command("run", path, "--repeat", "2", *options)
    assert ended.code == 1
    assert "FLAKY quality/values/low:wire [wire, must]" in ended.out
    assert "--repeat 2 --select quality/values/low:wire" in ended.out
    assert command("verify", "e").code == 0
    record = json.loads(lines(modules / "e")[1])
    assert (record["verdict"], record["failure"]) == ("flaky", "flaky")


def test_variant_fails_and_is_an_expected_failure_if_one_says_so(command, implementation, modules):
    path = implementation(
        "def tool(payload):\n"
        "    if next(iter(payload), 'type') != 'type': raise ValueError('type comes first')\n"
        "    return payload\n"
    )
    options = ("--variants", "--select", "quality/values/low:wire")
    ended = command("run", path, *options)
    assert ended.code == 1
    assert "FAIL quality/values/low:wire [wire, must]: variant" in ended.out
    assert "with its keys in reverse: refused: ValueError: type comes first" in ended.out
    entry = {"cases": ["quality/values/low:wire"], "failure": "variant", "reason": "type has to come first"}
    (modules / "known.json").write_text(json.dumps({"expected": [entry]}))
    assert command("run", path, *options, "--expected", "known.json").code == 0


@pytest.mark.parametrize(("ci", "expected"), [("true", True), ("1", True), ("", False), ("0", False), ("false", False)])
def test_variants_are_on_where_ci_is_set(command, modules, monkeypatch, ci, expected):
    monkeypatch.setenv("CI", ci)
    command("run", REFERENCE, "--area", "quality", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["asked"]["variants"] == expected
    command("run", REFERENCE, "--area", "quality", "--no-variants", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["asked"]["variants"] is False


@pytest.mark.parametrize(
    ("option", "value"), [("--repeat", "0"), ("--repeat", "x"), ("--shuffle", "x"), ("--shuffle", "1.5")]
)
def test_rubbish_is_refused(command, option, value):
    assert command("run", REFERENCE, option, value).code == 2
