"""The command `run` and the behavior of implementations: crashes, exits, output, results that are not JSON."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import misbehaving_implementations as zoo
from imagegen_conformance.corpus.corpus import Corpus

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the fault is one of POSIX")
IN_PROCESS: tuple[list[str], ...] = ([], ["--in-process"])
CRASHES = [
    "RuntimeError('boom')",
    "RecursionError",
    "MemoryError",
    "SystemExit(0)",
    "SystemExit",
    "GeneratorExit",
    "type('Own', (BaseException,), {})",
]
# An implementation that ends its process at every payload with quality low.
EXITING = """\
import os
def tool(payload):
    if isinstance(payload, dict) and payload.get("quality") == "low":
        {call}
    return payload
"""
NOT_CONTAINED = "The implementation ran in the process of the suite: exits, hangs and crashes\nwere not contained.\n"


def row(out: str, level: str) -> list[str]:
    return next(line for line in out.splitlines() if line.startswith(f"{level} ")).split()[1:]


@pytest.mark.slow
@pytest.mark.parametrize("where", IN_PROCESS, ids=["worker", "in-process"])
@pytest.mark.parametrize("crash", CRASHES)
def test_exception_is_an_error(command, implementation, crash: str, where: list[str]) -> None:
    path = implementation(f"def tool(payload):\n    raise {crash}\n")
    completed = command("run", path, *where, "--area", "quality")
    assert completed.code == 1
    assert "error: " in completed.out
    assert row(completed.out, "wire")[0] == "0"


@pytest.mark.slow
@posix_only
@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("os._exit(0)", "the implementation ended its process with exit code 0"),
        ("os.abort()", "the implementation crashed: SIGABRT ended its process"),
        ("os.kill(os.getpid(), 9)", "the implementation crashed: SIGKILL ended its process"),
        ("import ctypes; ctypes.CDLL(None)._exit(0)", "the implementation ended its process with exit code 0"),
        ("import time; time.sleep(60)", "the implementation did not return within 1 s"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_end_of_the_process_is_an_error_of_its_case(command, implementation, call: str, message: str) -> None:
    path = implementation(EXITING.format(call=call))
    options = ("--area", "quality", "--level", "wire", "--timeout", "1", "--evidence", "e.ndjson")
    completed = command("run", path, *options)
    assert completed.code == 1
    assert f"error: {message}" in " ".join(completed.out.split())
    assert completed.out.endswith("does not conform: 1 failure\n")
    assert "not contained" not in completed.out
    assert completed.err == ""
    assert command("verify", "e.ndjson").code == 0


@pytest.mark.slow
@posix_only
@pytest.mark.parametrize("name", [*zoo.HARMLESS, "atexit-hang"])
def test_damage_to_its_own_process_fails_no_case(process, name: str) -> None:
    support = str(Path(zoo.__file__).parent)
    completed = process("run", zoo.attribute(name), "--area", "quality", "--level", "wire", PYTHONPATH=support)
    assert completed.code == 0
    assert completed.err == ""


@posix_only
def test_exit_at_the_end_of_the_process_does_not_conform(process) -> None:
    support = str(Path(zoo.__file__).parent)
    path = zoo.attribute("every-atexit-exit")
    completed = process("run", path, "--area", "quality", "--level", "wire", PYTHONPATH=support)
    assert completed.code == 1
    fault = "after the last case, the implementation ended its process with exit code 5"
    assert f"run errors:\n  {fault}\n" in completed.out


class TestTooManyRestarts:
    def test_report_and_evidence_keep_the_results(self, command, implementation, modules: Path) -> None:
        path = implementation(EXITING.format(call="os._exit(0)"))
        completed = command("run", path, "--level", "wire", "--max-restarts", "3", "--evidence", "e.ndjson")
        assert completed.code == 1
        assert "FAIL " in completed.out
        assert "incomplete run: " in completed.out
        assert completed.out.endswith("does not conform: 4 failures\n")
        failure = "the implementation ended its process with exit code 0"
        assert completed.err.startswith(
            f"imagegen-conformance: '{path}' failed 4 times, the first time with the request"
        )
        assert f": {failure}. The run ended at " in completed.err
        assert completed.err.endswith("Fix the first failure, or allow more restarts with --max-restarts.\n")
        footer = json.loads((modules / "e.ndjson").read_text().splitlines()[-1])
        assert footer["complete"] is False
        assert f"The run ended at {footer['case']}, after {footer['cases']} of " in completed.err
        assert footer["verdicts"]["error"] == 4
        verified = command("verify", "e.ndjson")
        assert verified.code == 2
        assert "the run was interrupted at " in verified.err

    def test_without_a_gating_failure_exits_with_3(self, command, implementation) -> None:
        cases = [case for case in Corpus.load().cases if case.level == "schema"]
        case = next(case for case in cases if case.strength == "should")
        last = cases[-1]
        path = implementation(
            "import os\n"
            "from imagegen_reference import ImageGenTool\n"
            f"content = {case.request.content!r}\n"
            "class Validator:\n"
            "    def validate(self, payload):\n"
            "        if payload == content: os._exit(0)\n"
            "        ImageGenTool.validate_payload(payload)\n"
            "tool = Validator()\n"
        )
        options = ("--level", "schema", "--max-restarts", "0", "--max-in-flight", "1")
        completed = command("run", path, "--select", case.id, "--select", last.id, *options)
        assert completed.code == 3
        assert "incomplete run: " in completed.out
        assert "failed once with the request validate " in completed.err
        assert f"The run ended at {last.id}, after " in completed.err

    def test_with_shuffled_cases_keeps_the_results(self, command, implementation) -> None:
        path = implementation(EXITING.format(call="os._exit(0)"))
        completed = command("run", path, "--level", "wire", "--shuffle", "1", "--max-restarts", "20")
        assert completed.code == 1
        judged = int(completed.out.partition("incomplete run: ")[2].split()[0])
        assert judged > 100


class TestEvidenceThatCannotBeWritten:
    @posix_only
    def test_report_keeps_the_results(self, modules: Path, implementation) -> None:
        path = implementation("def tool(payload):\n    return {'type': 0}\n")
        words = [sys.executable, "-m", "imagegen_conformance", "run", path, "--evidence", "e.ndjson"]
        limited = ["sh", "-c", f"ulimit -f 16; exec {shlex.join(words)}"]  # blocks of 512 or 1,024 bytes
        completed = subprocess.run(limited, capture_output=True, text=True, cwd=modules, check=False, timeout=60)
        assert completed.returncode == 1, completed
        assert "FAIL " in completed.stdout
        assert "incomplete run: " in completed.stdout
        assert "e.ndjson: the evidence cannot be written (File too large). The run ended at " in completed.stderr
        assert "Traceback" not in completed.stderr

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has this file")
    def test_full_device_exits_with_2_before_the_first_case(self, process) -> None:
        completed = process("run", "imagegen_reference:ImageGenTool", "--evidence", "/dev/full")
        completed.assert_error(2, "/dev/full: the evidence cannot be written (No space left on device)")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has this file")
def test_full_standard_output_is_an_error_with_a_message(modules: Path) -> None:
    words = [sys.executable, "-m", "imagegen_conformance", "run", "imagegen_reference:ImageGenTool"]
    with Path("/dev/full").open("w") as full:
        completed = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, cwd=modules, check=False)
    assert completed.returncode == 3
    assert completed.stderr.startswith("imagegen-conformance: standard output cannot be written (No space left")
    assert "Traceback" not in completed.stderr


class TestInProcess:
    @pytest.mark.parametrize(
        "call", ["os._exit(0)", "[os._exit(0)]", "try: os._exit(0)\n        except BaseException: pass"]
    )
    def test_exit_ends_the_run_with_a_report(self, command, implementation, modules: Path, call: str) -> None:
        path = implementation(EXITING.format(call=call))
        options = ("--in-process", "--area", "quality", "--level", "wire", "--evidence", "e.ndjson")
        completed = command("run", path, *options)
        assert completed.code == 1
        assert "the implementation called os._exit(0) at quality/values/low:wire, after " in completed.out
        assert "incomplete run: " in completed.out
        assert completed.out.endswith("does not conform: 1 run error\n")
        assert "called os._exit(0). The run ended at quality/values/low:wire, after " in completed.err
        assert completed.err.endswith("Without --in-process, exits are contained.\n")
        footer = json.loads((modules / "e.ndjson").read_text().splitlines()[-1])
        assert (footer["complete"], footer["case"]) == (False, "quality/values/low:wire")

    def test_exit_on_the_first_case_is_a_run_error_in_the_report(self, command, implementation) -> None:
        path = implementation("import os\ndef tool(payload):\n    os._exit(0)\n")
        completed = command("run", path, "--in-process", "--level", "wire")
        assert completed.code == 1
        assert "nothing was judged" not in completed.out
        assert completed.out.endswith("does not conform: 1 run error\n")

    def test_exit_between_two_requests_does_not_conform(self, process, implementation) -> None:
        source = (
            "import os\nfrom imagegen_conformance.runner.run import ConformanceRun\n"
            "ConformanceRun.record = lambda *_: os._exit(0)  # as a thread that the system runs at this moment\n"
            "def tool(payload):\n    return payload\n"
        )
        completed = process("run", implementation(source), "--in-process", "--area", "quality", "--level", "wire")
        assert completed.code == 1
        assert "incomplete run: " in completed.out
        assert "the implementation called os._exit(0). The run ended at " in completed.err

    @pytest.mark.parametrize(
        ("change", "code"), [("payload.pop('quality', 0)", 1), ("pass", 0), ("1 / 0", 1), ("return 5", 3)]
    )
    def test_exit_when_the_interpreter_shuts_down_keeps_the_exit_code(
        self, process, implementation, change: str, code: int
    ) -> None:
        source = (
            "import atexit, os\natexit.register(lambda: os._exit(7 if __debug__ else 0))\n"
            f"def tool(payload):\n    {change}\n    return payload\n"
        )
        completed = process("run", implementation(source), "--in-process", "--area", "quality", "--level", "wire")
        assert completed.code == code

    def test_exit_on_import_does_not_conform(self, process, implementation) -> None:
        path = implementation("import os\nos._exit(0)\n")
        completed = process("run", path, "--in-process")
        assert completed.code == 3
        assert f"{path!r}: it called os._exit(0) while it was loaded. Run python -c " in completed.err

    @posix_only
    def test_process_that_the_implementation_forks_ends_by_itself(self, process, implementation) -> None:
        source = (
            "import os\ndef tool(payload):\n    if os.fork() == 0: os._exit(0)\n    os.wait()\n    return payload\n"
        )
        completed = process("run", implementation(source), "--in-process", "--area", "quality", PYTHONWARNINGS="ignore")
        assert completed.code == 0
        assert completed.out.count("conform") == 1

    def test_report_states_that_nothing_was_contained(self, command) -> None:
        reference = "imagegen_reference:ImageGenTool"
        completed = command("run", reference, "--in-process", "--area", "quality")
        assert completed.code == 0
        assert NOT_CONTAINED in completed.out

    def test_rerun_command_runs_in_process(self, command, implementation) -> None:
        path = implementation("def tool(payload):\n    return {'type': 0}\n")
        completed = command("run", path, "--in-process", "--select", "quality/values/low:wire")
        assert f"imagegen-conformance run {path} --in-process --level wire" in completed.out

    def test_keyboard_interrupt_of_the_implementation_ends_the_run(self, process, implementation) -> None:
        path = implementation(EXITING.format(call="raise KeyboardInterrupt"))
        completed = process(
            "run", path, "--in-process", "--area", "quality", "--level", "wire", "--evidence", "e.ndjson"
        )
        assert completed.code == 130
        assert "incomplete run: " in completed.out
        assert completed.err.startswith(
            "imagegen-conformance: interrupted by KeyboardInterrupt at quality/values/low:wire, after "
        )
        process("verify", "e.ndjson").assert_error(2, "the run was interrupted at quality/values/low:wire")

    @pytest.mark.parametrize(
        "option", ["--jobs", "--max-in-flight", "--max-restarts", "--timeout", "--startup-timeout"]
    )
    def test_option_of_processes_is_an_error(self, command, option: str) -> None:
        message = f"{option} applies to processes, but --in-process starts none. Remove one of them."
        command("run", "imagegen_reference:ImageGenTool", "--in-process", option, "1").assert_error(2, message)

    def test_output_of_the_implementation_is_on_standard_error(self, process, implementation) -> None:
        path = implementation(
            "import sys\nprint('IMPORTED')\ndef tool(payload):\n    print('HELLO'); sys.stdout.write('HELLO')\n    return payload\n"
        )
        completed = process("run", path, "--in-process", "--area", "quality")
        assert completed.code == 0
        assert "HELLO" not in completed.out
        assert "IMPORTED" not in completed.out
        assert "HELLO" in completed.err

    def test_replaced_streams_hide_no_report(self, process, implementation) -> None:
        path = implementation(
            "import io, sys\ndef tool(payload):\n    sys.stdout = sys.stderr = io.StringIO()\n    return payload\n"
        )
        completed = process("run", path, "--in-process")
        assert completed.code == 0
        assert completed.out.splitlines()[-1] == "conforms at level wire"


@pytest.mark.parametrize("option", [["--in-process"], ["--rejection", "builtins:ValueError"]])
def test_option_of_python_objects_with_a_program_is_an_error(command, option: list[str]) -> None:
    message = f"{option[0]} applies only to Python objects. Remove it, or test a Python object."
    command("run", "--command", "x", *option).assert_error(2, message)


@pytest.mark.parametrize("where", IN_PROCESS, ids=["worker", "in-process"])
def test_rejection_option_makes_other_exceptions_errors(command, implementation, where: list[str]) -> None:
    path = implementation(
        "from imagegen_reference import ImageGenTool\n"
        "class Illegal(Exception): pass\n"
        "class tool:\n"
        "    @staticmethod\n"
        "    def validate(payload):\n"
        "        try: ImageGenTool.validate_payload(payload)\n"
        "        except Exception as error: raise {} from error\n"
    )
    source = Path("mine.py").read_text()
    for raised, code in (("Illegal", 0), ("ValueError", 1)):
        Path(f"mine_{raised}.py").write_text(source.format(raised))
        options = ("--rejection", f"mine_{raised}:Illegal", "--area", "quality")
        assert command("run", f"mine_{raised}:tool", *where, *options).code == code, path


def test_output_of_the_implementation_is_not_in_the_report(process, implementation) -> None:
    path = implementation(
        "import os, sys\nprint('IMPORTED')\ndef tool(payload):\n    print('HELLO'); os.write(1, b'HELLO')\n    return payload\n"
    )
    completed = process("run", path, "--area", "quality")
    assert completed.code == 0
    assert "HELLO" not in completed.out
    assert "IMPORTED" not in completed.out
    assert completed.err == ""


@pytest.mark.parametrize("where", IN_PROCESS, ids=["worker", "in-process"])
def test_adapter_that_raises_system_exit_fails(command, implementation, where: list[str]) -> None:
    path = implementation(
        "from imagegen_conformance import Adapter\n"
        "class tool(Adapter):\n"
        "    def parse(self, payload): raise ValueError\n"
        "    def is_rejection(self, error, payload=None): raise SystemExit(0)\n"
    )
    completed = command("run", path, *where, "--area", "quality")
    assert completed.code == 1
    assert "  actual    error: SystemExit: 0\n" in completed.out


@pytest.mark.slow
@pytest.mark.parametrize("value", ["10**5000", "float('nan')", "{object()}", "object()", "b'x'", "{1: 2}"])
def test_output_that_is_not_json_is_an_error(command, implementation, value: str) -> None:
    path = implementation(f"def tool(payload):\n    return {{'type': {value}}}\n")
    completed = command("run", path, "--area", "quality", "--evidence", "e.ndjson")
    assert completed.code == 1
    assert "error: its output is not JSON" in completed.out
    assert command("verify", "e.ndjson").code == 0


def test_long_message_is_shortened(command, implementation) -> None:
    path = implementation("def tool(payload):\n    raise RuntimeError('x' * 10**7)\n")
    assert len(command("run", path, "--select", "quality/values/low:wire").out) < 5000


def test_control_characters_are_escaped(command, implementation) -> None:
    path = implementation("def tool(payload):\n    raise RuntimeError('\\x1b[2J\\ud800')\n")
    completed = command("run", path, "--select", "quality/values/low:wire")
    assert "\x1b" not in completed.out
    assert "1b[2J" in completed.out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_report_can_be_printed_in_any_encoding(process, implementation, encoding: str) -> None:
    path = implementation("def tool(payload):\n    return {'type': 0}\n")
    completed = process("run", path, "--level", "wire", "--area", "strings", PYTHONIOENCODING=encoding)
    assert completed.code == 1
    assert completed.err == ""
