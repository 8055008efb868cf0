"""Every payload of level schema: `validate_payload` of the reference, and `iter_errors` of jsonschema."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from jsonschema import Draft202012Validator

from figure import Figure, in_turns, show
from imagegen_conformance.corpus import Corpus, data
from imagegen_reference import ImageGenTool, ValidationError

PASSES = 4  # over all payloads in a turn: one is so short that what ran before would count


def figures() -> Sequence[Figure]:
    payloads = [case.request.content for case in Corpus.load().cases if case.request.operation == "validate"]
    schema = json.loads((data("schemas") / "image_gen_tool.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)

    def ours() -> float:
        began = time.perf_counter()
        for payload in payloads * PASSES:
            try:
                ImageGenTool.validate_payload(payload)
            except ValidationError:  # what a caller does; a context manager would count as ours
                continue
        return (time.perf_counter() - began) / len(payloads) / PASSES

    def theirs() -> float:
        began = time.perf_counter()
        for payload in payloads * PASSES:
            list(validator.iter_errors(payload))
        return (time.perf_counter() - began) / len(payloads) / PASSES

    reference, schema_errors = in_turns([ours, theirs], rounds=25)
    return [Figure("validate_payload : iter_errors, per payload", reference, schema_errors, 20, at_least=True)]


if __name__ == "__main__":
    show(figures())
