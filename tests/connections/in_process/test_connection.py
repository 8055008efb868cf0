"""The connection to an adapter in the process of the suite."""

from __future__ import annotations

from typing import Any, cast

import pydantic
import pytest

from imagegen_conformance.adapters.pydantic_model import PydanticModelAdapter
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Request


def identity_function(payload: object) -> object:
    return payload


def test_identity_comes_from_the_adapter():
    adapter = adapter_for(identity_function, "my:function")
    connection = InProcessConnection(adapter)
    assert connection.identity == Identity("my:function", None, "Python", "function", ("wire",))


def test_identity_has_the_version_on_request():
    adapter = PydanticModelAdapter(pydantic.BaseModel)
    assert InProcessConnection(adapter, with_version=True).identity.version == pydantic.VERSION
    assert InProcessConnection(adapter).identity.version is None


@pytest.mark.parametrize(
    ("requested_levels", "level", "supported"),
    [
        ((), "wire", True),
        ((), "schema", False),
        (("schema",), "schema", True),
        (("schema",), "semantic", True),
        (("object",), "object", False),
    ],
)
def test_levels_beyond_the_claimed_ones_are_supported_on_request(requested_levels, level, supported):
    connection = InProcessConnection(adapter_for(identity_function), cast("Any", requested_levels))
    assert connection.supports(level) is supported


def test_observation_has_the_sequence_number_of_its_request():
    connection = InProcessConnection(adapter_for(identity_function))
    connection.send(7, Request("parse", 1))
    assert connection.receive() == (7, {"outcome": "accepted", "output": 1})


def test_receive_without_send_is_an_error_of_the_caller():
    connection = InProcessConnection(adapter_for(identity_function))
    with pytest.raises(RuntimeError, match=r"^no request was sent$"):
        connection.receive()
    connection.send(0, Request("parse", 1))
    connection.receive()
    with pytest.raises(RuntimeError, match=r"^no request was sent$"):
        connection.receive()


def test_close_reports_no_faults():
    assert InProcessConnection(adapter_for(identity_function)).close() == []
