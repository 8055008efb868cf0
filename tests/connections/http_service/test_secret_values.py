"""Secrets: the headers that have them, and the forms in which texts may contain them."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.connections.http_service.secret_values import HeaderSource, Secrets, parse_header
from imagegen_conformance.errors import UsageError

CREDENTIAL = "sk-Zx81/+q~'w=="
FORM = "Write --header NAME=ENVVAR, with the name of an environment variable that holds the value."


class TestHeader:
    @pytest.mark.parametrize("text", ["Authorization=KEY", "x-api-key=_my_Key2", "api-key=AZURE_OPENAI_API_KEY"])
    def test_header_has_a_name_and_a_variable(self, text: str) -> None:
        assert parse_header(text) == tuple(text.split("="))
        assert str(parse_header(text)) == text

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (CREDENTIAL.replace("=", ""), "the value of --header does not have the form NAME=ENVVAR"),
            ("Authorization: sk-secret=1", "the value of --header does not have the form NAME=ENVVAR"),
            ("=sk-secret", "the value of --header does not have the form NAME=ENVVAR"),
            ("Authorization=sk-secret", "--header Authorization does not name an environment variable"),
            ("Authorization=Bearer sk-secret", "--header Authorization does not name an environment variable"),
            ("Authorization=$KEY", "--header Authorization does not name an environment variable"),
            ("Authorization=", "--header Authorization does not name an environment variable"),
        ],
    )
    def test_invalid_form_is_an_error_without_the_value(self, text: str, message: str) -> None:
        with pytest.raises(UsageError) as caught:
            parse_header(text)
        assert str(caught.value) == f"{message}. {FORM}"

    @pytest.mark.parametrize("name", ["Host", "content-length", "Content-Type", "Transfer-Encoding", "Connection"])
    def test_header_of_the_connection_is_an_error(self, name: str) -> None:
        with pytest.raises(UsageError) as caught:
            parse_header(f"{name}=KEY")
        assert str(caught.value) == f"the header '{name}' is set by the suite. Remove it."

    @pytest.mark.parametrize(
        ("name", "value", "sent"),
        [
            ("Authorization", "sk-secret", "Bearer sk-secret"),
            ("authorization", " sk-secret\n", "Bearer sk-secret"),
            ("Authorization", "Basic dTpw", "Basic dTpw"),
            ("api-key", "sk-secret", "sk-secret"),
        ],
    )
    def test_key_in_authorization_is_that_of_a_bearer(self, name: str, value: str, sent: str) -> None:
        assert HeaderSource(name, "KEY").value({"KEY": value}) == sent

    @pytest.mark.parametrize(
        ("environment", "message"),
        [
            ({}, "--header X names an environment variable that is not set. Set it, or name another variable."),
            ({"KEY": " \n"}, "the environment variable KEY is empty. Set it."),
            (
                {"KEY": "secret\r\nInjected: 1"},
                (
                    "the value of the environment variable KEY has characters that a header cannot have. "
                    "Set it to printable ASCII characters."
                ),
            ),
            (
                {"KEY": "sécret"},
                (
                    "the value of the environment variable KEY has characters that a header cannot have. "
                    "Set it to printable ASCII characters."
                ),
            ),
        ],
    )
    def test_variable_without_a_value_for_a_header_is_an_error(self, environment: Any, message: str) -> None:
        with pytest.raises(UsageError) as caught:
            HeaderSource("X", "KEY").value(environment)
        assert str(caught.value) == message


def test_short_value_is_an_error_without_the_value() -> None:
    with pytest.raises(UsageError) as caught:
        Secrets({"KEY": "Bearer abcde"})
    assert str(caught.value) == (
        "the value of the environment variable KEY has fewer than 6 characters, so that it cannot be kept secret. "
        "Use a longer value."
    )


@pytest.mark.parametrize(
    "form",
    [
        CREDENTIAL,
        f"Bearer {CREDENTIAL}",
        json.dumps(CREDENTIAL),
        json.dumps(json.dumps(CREDENTIAL)),
        repr(CREDENTIAL),
        quote(CREDENTIAL),
        quote(CREDENTIAL, safe=""),
        quote_plus(CREDENTIAL),
        base64.b64encode(CREDENTIAL.encode()).decode(),
        base64.b64encode(CREDENTIAL.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(CREDENTIAL.encode()).decode(),
    ],
)
def test_each_form_is_replaced_by_the_name_of_the_variable(form: str) -> None:
    secrets = Secrets({"KEY": f"Bearer {CREDENTIAL}"})
    text = f"<{form}>"
    redacted = secrets.redact(text)
    assert "[KEY]" in redacted
    assert CREDENTIAL[3:10] not in redacted
    assert secrets.redact_bytes(text.encode()) == redacted.encode()
    assert secrets.is_in(["", text])
    assert not secrets.is_in(["", redacted])


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
@pytest.mark.parametrize("after", ["", ":", ":1", ":12"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_secret_within_a_longer_text_is_found_in_base64(before: str, after: str, encode: Any) -> None:
    secrets = Secrets({"KEY": CREDENTIAL})
    assert "[KEY]" in secrets.redact(encode(f"{before}{CREDENTIAL}{after}".encode()).decode())


def test_parts_of_basic_credentials_are_secrets() -> None:
    encoded = base64.b64encode(b"alice:open sesame").decode()
    secrets = Secrets({"LOGIN": f"Basic {encoded}"})
    for text in (f"Basic {encoded}", encoded, "alice:open sesame", "open sesame", "open%20sesame"):
        assert secrets.redact(f"<{text}>") == "<[LOGIN]>"
    assert secrets.redact("alice") == "alice"


def test_basic_credentials_that_are_not_base64_are_a_secret_as_they_are() -> None:
    assert Secrets({"LOGIN": "Basic no base64!"}).redact("Basic no base64!") == "[LOGIN]"


def test_longest_secret_is_replaced_first() -> None:
    secrets = Secrets({"SHORT": "abcdef", "LONG": "abcdefghij"})
    assert secrets.redact("abcdefghij abcdef") == "[LONG] [SHORT]"


def test_secrets_are_replaced_in_keys_and_strings_of_json() -> None:
    secrets = Secrets({"KEY": CREDENTIAL})
    value = {CREDENTIAL: [{"a": f"x {CREDENTIAL}"}, 1, None, True], "b": 1.5}
    assert secrets.redact_json(value) == {"[KEY]": [{"a": "x [KEY]"}, 1, None, True], "b": 1.5}
    other = {"a": [1, "text"]}
    assert secrets.redact_json(other) is other


def test_without_secrets_nothing_is_replaced() -> None:
    secrets = Secrets({})
    assert secrets.redact("text") == "text"
    assert secrets.redact_bytes(b"\xff") == b"\xff"
    assert secrets.redact_json({"a": 1}) == {"a": 1}
    assert not secrets.is_in(["text"])


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40), st.text(max_size=9))
def test_secret_is_in_no_text_that_was_redacted(secret: str, other: str) -> None:
    secrets = Secrets({"KEY": secret})
    for text in (f"{other}{secret}{other}", json.dumps({other: secret}), quote(secret)):
        redacted = secrets.redact(text)
        assert not secrets.is_in([redacted]) or secret in "[KEY]" * 9
