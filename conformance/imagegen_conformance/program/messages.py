"""The messages of the protocol: requests as lines, and answers read from lines."""

from __future__ import annotations

from typing import Any, NamedTuple

from imagegen_conformance import __version__
from imagegen_conformance.cases import LEVELS, Level, Request
from imagegen_conformance.json_value import Json, dumps, is_pointer, loads
from imagegen_conformance.observation import Observation, error

__all__ = [
    "FEATURES",
    "PROTOCOL",
    "FaultError",
    "Introduction",
    "bye",
    "excerpt",
    "hello",
    "introduction",
    "longest",
    "message",
    "observation",
    "question",
    "shown",
    "value",
]

PROTOCOL = 1
FEATURES = ("validate", "call", "reasons", "warnings")
SEE = "see docs/protocol.md"
MOST = 256 * 1024  # bytes of an answer, and so many times those of its request
TIMES = 16

_RAISED = frozenset({"missing-key", "missing-attribute", "wrong-call", "wrong-value"})
_MEMBERS = {
    "accepted": frozenset({"seq", "outcome", "output", "warnings"}),
    "rejected": frozenset({"seq", "outcome", "message", "reasons"}),
    "called": frozenset({"seq", "outcome", "steps"}),
    "unsupported": frozenset({"seq", "outcome", "message"}),
    "error": frozenset({"seq", "outcome", "message"}),
}


class FaultError(Exception):
    """What a program did wrong in its conversation, in one line."""


class Introduction(NamedTuple):
    """The answer to hello: what is tested, what it claims, and what the program can be asked."""

    name: str
    version: str | None
    language: str
    levels: tuple[Level, ...]
    features: frozenset[str]


def hello(sequence: int, revision: str) -> bytes:
    """The request that begins a conversation, and comes again as a fence."""
    content = {"seq": sequence, "op": "hello", "protocol": PROTOCOL, "suite": __version__, "revision": revision}
    return _line(dumps(content))


def bye(sequence: int) -> bytes:
    """The last request."""
    return _line(dumps({"seq": sequence, "op": "bye"}))


def question(sequence: int, request: Request, *, validates: bool) -> bytes:
    """A request about a case; where nothing is validated, a payload is parsed instead."""
    operation, content = request
    if operation == "call":
        return _line(f'{{"seq":{sequence},"op":"call",{dumps(content)[1:]}')
    if operation == "parse-text":
        return _line(f'{{"seq":{sequence},"op":"parse","text":{dumps(content)}}}')
    if not validates:
        operation = "parse"
    return _line(f'{{"seq":{sequence},"op":"{operation}","payload":{dumps(content)}}}')


def _line(text: str) -> bytes:
    return text.encode("ascii") + b"\n"


def longest(request: int) -> int:
    """How many bytes the answer to a request of so many bytes may have."""
    return MOST + TIMES * request


def message(line: bytes) -> dict[str, Json]:
    """The object of a line, which has lost its line feed. Raises `FaultError`."""
    try:
        found = loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise FaultError(f"it wrote a line that is no UTF-8: {shown(line)}") from None
    except ValueError as problem:
        raise FaultError(f"it wrote a line that is no JSON ({problem}): {shown(line)}") from None
    if type(found) is not dict:
        raise FaultError(f"it wrote a line that is no JSON object: {shown(line)}")
    return found


def shown(line: bytes) -> str:
    """The beginning of a line, for people."""
    return excerpt(line[:400].decode("utf-8", "backslashreplace"))


def excerpt(text: str) -> str:
    """A text in one line that is not too long."""
    return repr(text) if len(text) <= 80 else repr(text[:79] + "…")


def value(given: Json) -> str:
    """A value of a message, in one line that is not too long."""
    text = repr(given)
    return text if len(text) <= 80 else f"{text[:79]}…"


def introduction(answer: dict[str, Json]) -> Introduction:
    """What an answer to hello says. Raises `FaultError` where it says something else, or contradicts itself."""
    if answer.get("protocol") != PROTOCOL:
        raise FaultError(f"it speaks protocol {value(answer.get('protocol'))}, and this suite speaks {PROTOCOL}; {SEE}")
    unknown = answer.keys() - {"seq", "protocol", "name", "version", "language", "levels", "features"}
    if unknown:
        raise FaultError(f"its answer to hello has {value(min(unknown))}, which means nothing; {SEE}")
    name, version, language = (answer.get(key) for key in ("name", "version", "language"))
    if not (isinstance(name, str) and name and isinstance(language, str) and language):
        raise FaultError(f"its answer to hello needs a name and a language, each a string; {SEE}")
    if not (version is None or isinstance(version, str)) or "version" not in answer:
        raise FaultError(f"its answer to hello needs a version, a string or null; {SEE}")
    levels = _words(answer, "levels", LEVELS)
    features = _words(answer, "features", FEATURES)
    if not levels:
        raise FaultError(f"its answer to hello claims no level; there are {', '.join(LEVELS)}")
    for has, needs in (("model", "call"), ("warnings", "validate")):
        if has in (*levels, *features) and needs not in features:
            raise FaultError(f"its answer to hello has {has}, and not the feature {needs}, which that needs")
    return Introduction(name, version, language, levels, frozenset(features))


def _words(answer: dict[str, Json], key: str, known: tuple[Any, ...]) -> tuple[Any, ...]:
    words = answer.get(key)
    if type(words) is not list:
        raise FaultError(f"its answer to hello needs {key}, an array of strings; {SEE}")
    for word in words:
        if word not in known:
            raise FaultError(f"its answer to hello has {key} with {value(word)}; there are {', '.join(known)}")
    return tuple(word for word in known if word in words)


def observation(answer: dict[str, Json], request: Request, features: frozenset[str]) -> Observation:
    """What an answer says of a case; an error where it is no answer to that request."""
    problem = _problem(answer, request.operation, features)
    if problem is not None:
        return error(f"its answer {problem}; {SEE}")
    del answer["seq"]
    if request.operation == "validate" and answer["outcome"] == "accepted":
        answer.pop("output", None)
        if "warnings" in features:
            answer.setdefault("warnings", [])
    elif answer["outcome"] == "rejected" and not answer.get("reasons", True):
        del answer["reasons"]
    found: Any = answer
    return found  # type: ignore[no-any-return]


def _problem(answer: dict[str, Json], operation: str, features: frozenset[str]) -> str | None:
    outcome = answer.get("outcome")
    members = _MEMBERS.get(outcome) if type(outcome) is str else None
    if members is None:
        return f"has the outcome {excerpt(str(outcome))}; it is one of {', '.join(_MEMBERS)}"
    if not answer.keys() <= members:
        return f"has {value(min(answer.keys() - members))}, which is no part of {outcome!r}"
    if outcome == "accepted":
        return _problem_of_accepted(answer, operation, features)
    if outcome == "called":
        return _problem_of_called(answer, operation)
    return _problem_of_refusal(answer, operation, features)


def _problem_of_refusal(answer: dict[str, Json], operation: str, features: frozenset[str]) -> str | None:
    """Of one that says no, that it cannot, or that it crashed."""
    if type(answer.get("message", "" if answer["outcome"] == "rejected" else None)) is not str:
        return "needs a message, a string"
    if "reasons" not in answer:
        return None
    return "has reasons, and a call has none" if operation == "call" else _problem_of_told(answer, "reasons", features)


def _problem_of_accepted(answer: dict[str, Json], operation: str, features: frozenset[str]) -> str | None:
    if operation == "call":
        return "is 'accepted', and a call is 'called', step by step"
    if operation != "validate" and "output" not in answer:
        return "is 'accepted' without an output"
    if "warnings" not in answer:
        return None
    if operation != "validate":
        return "has warnings, which only validate tells"
    return _problem_of_told(answer, "warnings", features)


def _problem_of_told(answer: dict[str, Json], key: str, features: frozenset[str]) -> str | None:
    if key not in features:
        return f"has {key}, and hello did not announce them"
    told = answer[key]
    if type(told) is list and all(map(_is_told, told)):
        return None
    return f"has {key} that are no array of objects with path (a JSON Pointer), rule and perhaps message"


def _is_told(item: Json) -> bool:
    return (
        type(item) is dict
        and {"path", "rule"} <= item.keys() <= {"path", "rule", "message"}
        and is_pointer(item["path"])
        and all(type(text) is str for text in item.values())
    )


def _problem_of_called(answer: dict[str, Json], operation: str) -> str | None:
    if operation != "call":
        return f"is 'called', and {operation} is 'accepted' or 'rejected'"
    steps = answer.get("steps")
    if type(steps) is not list:
        return "needs steps, an array"
    wrong = next((place for place, step in enumerate(steps) if not _is_step(step)), None)
    return None if wrong is None else f"has a step {wrong} that is none of returned, opaque or raised"


def _is_step(step: Json) -> bool:
    if type(step) is not dict:
        return False
    if "raised" in step:
        return (
            step.keys() <= {"raised", "message"}
            and type(step["raised"]) is str
            and step["raised"] in _RAISED
            and type(step.get("message", "")) is str
        )
    return step.keys() == {"returned"} or (step.keys() == {"opaque"} and type(step["opaque"]) is str)
