"""The secret of a header in the output of a run through a gateway that repeats it to its upstream."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chaos.gateway_misbehaviors import GATEWAY_MISBEHAVIORS, Forwarding
from chaos.messages import Response
from chaos.misbehavior import Misbehavior
from chaos_gateway import ChaosGateway
from imagegen_conformance.cli.main import main

CREDENTIAL = "sk-verysecretvalue-0123456789"
PART = CREDENTIAL[:8]  # also a part of it must not be shown
CASES = ("--select", "model/closed/gpt-image-1:wire", "--select", "model/closed/gpt-image-2:wire")
RUN = ("run", *CASES, "--evidence", "evidence.ndjson", "--report", "html=report.html")


def in_tool(forwarding: Forwarding) -> Response:
    body = json.loads(forwarding.request.body)
    body["tools"][0][CREDENTIAL] = CREDENTIAL
    return forwarding.send(json.dumps(body).encode())


def in_member(forwarding: Forwarding) -> Response:
    return forwarding.send(json.dumps({**json.loads(forwarding.request.body), CREDENTIAL: CREDENTIAL}).encode())


def in_path(forwarding: Forwarding) -> Response:
    return forwarding.send(target=f"/v1/{CREDENTIAL}/images")


def in_cut_path(forwarding: Forwarding) -> Response:
    """Send to a path that messages cut off within the secret."""
    return forwarding.send(target=f"/v1/{'a' * 55}{CREDENTIAL}/images")


def in_stranger(forwarding: Forwarding) -> Response:
    return forwarding.send(b"{}", target=f"/v1/{'a' * 55}{CREDENTIAL}/responses")


@pytest.fixture
def texts_of(tmp_path: Path, monkeypatch, capsys, quick_retries: None) -> Callable[..., list[str]]:
    """Return the function that calls a command for a gateway, and returns its output and the files that it writes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GATEWAY_KEY", CREDENTIAL)
    header = ("--header", "Authorization=GATEWAY_KEY")

    def call(arguments: tuple[str, ...], forward: Callable[[Forwarding], Response], **affected) -> list[str]:
        monkeypatch.setitem(GATEWAY_MISBEHAVIORS, "repeats-secret", lambda: forward)
        with closing(socket.socket()) as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        with ChaosGateway(f"http://127.0.0.1:{port}", Misbehavior("repeats-secret", **affected)) as gateway:
            code = main([*arguments, "--relay", "--url", gateway.url, "--upstream-port", str(port), *header])
        assert code in {0, 1, 3}
        return [*capsys.readouterr(), *(file.read_text(encoding="utf-8") for file in tmp_path.iterdir())]

    return call


@pytest.mark.slow
@pytest.mark.parametrize("forward", [in_tool, in_member, in_path, in_cut_path, in_stranger])
@pytest.mark.parametrize("arguments", [RUN, ("http", "check")], ids=["run", "check"])
@pytest.mark.parametrize("affected", [{"key": "model"}, {}, {"after": 3}], ids=["cases", "controls", "later"])
def test_secret_is_not_shown(texts_of, forward, arguments, affected) -> None:
    texts = texts_of(arguments, forward, **affected)
    assert [text for text in texts if PART in text] == []
    if arguments == RUN and forward is in_path:
        assert any("[GATEWAY_KEY]" in text for text in texts)
