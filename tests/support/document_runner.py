"""A runner of the code blocks of a document, in their order, in a folder of their own.

In a console block, a line that starts with `$ ` is a command, and the lines below it are its output. In the expected
output, `[...]` alone on a line stands for any lines, and inside a line for any text.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from composite_action import run_action
from document_validation import check_command, is_only_checked, named_schema, schema_problems, workflow_commands
from documents import CHECKOUT, Block, read

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["WORKSPACES", "Command", "MissingToolError", "Runner", "commands_of", "matches", "workspace"]

WILDCARD = "[...]"
WORKSPACES = CHECKOUT / "tests" / "docs" / "workspaces"  # the files that documents assume, by document
MAX_SHOWN_LINES = 30  # of an output, in a message
BIN = Path(sys.executable).parent
PYTHON = sys.executable
PROGRAMS = {
    "imagegen-conformance": [PYTHON, "-m", "imagegen_conformance"],
    "pytest": [PYTHON, "-m", "pytest", "-p", "no:cacheprovider"],
    "python": [PYTHON],
    "python3": [PYTHON],
}
TOOLS = ("node", "go", "sha256sum", "mkdir", "cp")
PARTS_OF_CHECKOUT = (
    "conformance",
    "reference_impl",
    "fixtures",
    "schemas",
    "docs",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


class MissingToolError(Exception):
    """A program of another language is not installed.

    Attributes:
        tool: The name of the program.
    """

    def __init__(self, tool: str) -> None:
        super().__init__(f"{tool} is not installed")
        self.tool = tool


class Command(NamedTuple):
    """A command of a console block.

    Attributes:
        text: The command on one line.
        output: The output that the document shows.
        first: The index of the first line of the output in the block.
        last: The index after its last line.
    """

    text: str
    output: str
    first: int
    last: int


def commands_of(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block, with the output that the block shows."""
    lines = block.text.splitlines()
    number = 0
    while number < len(lines):
        if not lines[number].startswith("$ "):
            raise ValueError(f"{block.place}: a console block starts with a command, after a dollar sign")
        text = lines[number][2:]
        while text.endswith("\\"):
            number += 1
            text = f"{text[:-1].rstrip()} {lines[number].lstrip('> ')}"
        first = number = number + 1
        while number < len(lines) and not lines[number].startswith("$ "):
            number += 1
        yield Command(text, "".join(f"{line}\n" for line in lines[first:number]), first, number)


def workspace(document: str, folder: Path) -> Runner:
    """Return a runner in a folder with the files that the document assumes."""
    runner = Runner(folder, copy_checkout="<!-- workspace: checkout -->" in read(document))
    files = WORKSPACES / document.removesuffix(".md")
    if files.is_dir():
        shutil.copytree(files, folder, dirs_exist_ok=True)
    return runner


def matches(expected: str, actual: str) -> bool:
    """Return whether an output is the one that a document shows."""
    pattern = ""
    for line in expected.splitlines():
        if line == WILDCARD:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.split(WILDCARD))) + r"\n"
    return re.fullmatch(pattern, actual if actual.endswith("\n") or not actual else f"{actual}\n") is not None


class Runner:
    """A runner of code blocks in a workspace.

    Attributes:
        folder: The current directory of the commands.
    """

    def __init__(self, folder: Path, *, copy_checkout: bool = False) -> None:
        self.folder = folder
        self._is_checkout = copy_checkout
        if copy_checkout:
            for name in PARTS_OF_CHECKOUT:
                source, target = CHECKOUT / name, folder / name
                ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
                shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(source, target)

    def problems(self, block: Block) -> Iterator[str]:
        """Run or validate a block, and yield one text for each problem.

        Raises:
            MissingToolError: A command needs a program that is not installed.
        """
        if "file" in block.options:
            file = self.folder / block.options["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        # A block without a language is a list of commands.
        check = getattr(self, f"_check_{block.language or 'commands'}", None)
        if check is None:
            yield f"{block.place}: the language {block.language!r} is unknown. Use console, text, python, …"
            return
        for problem in check(block):
            yield f"{block.place}: {problem}"

    def _check_console(self, block: Block) -> Iterator[str]:
        commands = list(commands_of(block))
        for command in commands:
            expected_code = int(block.options.get("exit", "0")) if command is commands[-1] else 0
            code, output = self.run(command.text)
            if code is not None and code != expected_code:
                yield f"`{command.text}` ended with exit code {code}, not {expected_code}:\n{_end_of(output)}"
            elif command.output and not matches(command.output, output):
                yield f"`{command.text}` printed other lines than shown:\n{_end_of(output)}"

    def _check_commands(self, block: Block) -> Iterator[str]:
        yield from self._run_all(block.text.splitlines())

    def _run_all(self, commands: Iterable[str]) -> Iterator[str]:
        for command in commands:
            code, output = self.run(command)
            if code:
                yield f"`{command}` ended with exit code {code}:\n{_end_of(output)}"

    def run(self, command: str) -> tuple[int | None, str]:
        """Run one command. Return its exit code, or None if it is only checked, and its output."""
        words = shlex.split(command, comments=True)
        if is_only_checked(words):
            check_command(words)
            return None, ""
        text, target = None, None
        if words[0] == "echo" and "|" in words:
            pipe = words.index("|")
            text, words = " ".join(words[1:pipe]) + "\n", words[pipe + 1 :]
        if len(words) > 1 and words[-2] in {">", ">>"}:
            target, words = self.folder / words[-1].removeprefix("$"), words[:-2]
        completed = subprocess.run(
            [*self._program(words[0]), *words[1:]],
            cwd=self.folder,
            env=self._environment(),
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="backslashreplace",
            check=False,
            timeout=300,
        )
        if target is not None:
            target.write_text(completed.stdout, encoding="utf-8")
            return completed.returncode, ""
        return completed.returncode, completed.stdout

    def _program(self, name: str) -> list[str]:
        program = PROGRAMS.get(name.removeprefix(".venv/bin/"))
        if program:
            return program
        if name not in TOOLS:
            raise ValueError(f"{name} is not a program that documents may run")
        path = shutil.which(name)
        if path is None:
            raise MissingToolError(name)
        return [path]

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(BIN), os.environ["PATH"]])
        sources = [self.folder / "conformance", self.folder / "reference_impl"] if self._is_checkout else [self.folder]
        # CI turns variants on. Colors and widths of a terminal are not part of the documents.
        changes = {"CI": "", "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        unset = {"PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "FORCE_COLOR", "COVERAGE_PROCESS_CONFIG", "PYTHONUNBUFFERED"}
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        return environment | changes | {"PATH": path, "PYTHONPATH": os.pathsep.join(map(str, sources))}

    def _check_python(self, block: Block) -> Iterator[str]:
        try:
            compile(block.text, block.place, "exec")
        except SyntaxError as error:
            yield f"the program is invalid: {error}"
            return
        if "file" not in block.options:
            (self.folder / "block.py").write_text(block.text, encoding="utf-8")
            code, output = self.run("python block.py")
            if code:
                yield f"the program ended with exit code {code}:\n{output}"

    def _check_javascript(self, block: Block) -> Iterator[str]:
        yield from self._check_program(block, "block.mjs", "node --check")

    def _check_go(self, block: Block) -> Iterator[str]:
        yield from self._check_program(block, "block.go", "go vet")

    def _check_program(self, block: Block, name: str, command: str) -> Iterator[str]:
        file = block.options.get("file", name)
        (self.folder / file).write_text(block.text, encoding="utf-8")
        code, output = self.run(f"{command} {file}")
        if code:
            yield f"the program is invalid:\n{output}"

    def _check_json(self, block: Block) -> Iterator[str]:
        yield from self._check_values(block, [block.text])

    def _check_ndjson(self, block: Block) -> Iterator[str]:
        yield from self._check_values(block, block.text.splitlines())

    def _check_values(self, block: Block, texts: list[str]) -> Iterator[str]:
        for text in texts:
            try:
                value = json.loads(text)
            except ValueError as error:
                yield f"this is not JSON: {error}"
                continue
            schema = block.options.get("schema") or named_schema(value)
            if schema:
                yield from schema_problems(schema, value)

    def _check_toml(self, block: Block) -> Iterator[str]:
        try:
            tomllib.loads(block.text)
        except tomllib.TOMLDecodeError as error:
            yield f"this is not TOML: {error}"

    def _check_yaml(self, block: Block) -> Iterator[str]:
        """Run the commands of a workflow."""
        try:
            content = yaml.safe_load(block.text)
        except yaml.YAMLError as error:
            yield f"this is not YAML: {error}"
            return
        for step in workflow_commands(content):
            yield from self._run_all([step]) if isinstance(step, str) else self._run_action(step)

    def _run_action(self, step: dict[str, Any]) -> Iterator[str]:
        """Run a step that uses the action of this project, with the suite of the tests."""
        inputs = {name: str(value) for name, value in step["with"].items()}
        done = run_action(self.folder, {**inputs, "version": "installed"}, **self._environment())
        if done.exit_code and not step.get("continue-on-error"):
            yield f"the action ended with exit code {done.exit_code}:\n{_end_of(done.log)}"

    def _check_text(self, block: Block) -> Iterator[str]:
        """Validate the messages of a conversation; other text cannot be tested."""
        lines = block.text.splitlines()
        if not all(line.startswith(("→ ", "← ")) for line in lines):
            yield "a text block cannot be tested. Say in a comment why it is not run."
            return
        for line in lines:
            kind = "request" if line.startswith("→") else "response"
            yield from schema_problems("protocol", json.loads(line[2:]), kind)


def _end_of(output: str) -> str:
    """Return the last lines of an output, for a message."""
    return "\n".join(output.splitlines()[-MAX_SHOWN_LINES:])
