"""Endpoints: the parts of a URL, and the URLs that are none or that contain a secret."""

from __future__ import annotations

import pytest

from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.errors import UsageError

CREDENTIAL = "hunter2secret"


@pytest.mark.parametrize(
    ("url", "host", "port", "target", "authority"),
    [
        ("http://127.0.0.1:8000/v1/responses", "127.0.0.1", 8000, "/v1/responses", "127.0.0.1:8000"),
        ("http://localhost/v1/responses", "localhost", 80, "/v1/responses", "localhost"),
        ("https://api.example.com/v1/responses", "api.example.com", 443, "/v1/responses", "api.example.com"),
        ("https://api.example.com:80/", "api.example.com", 80, "/", "api.example.com:80"),
        ("http://[::1]:9000/v1?api-version=3", "::1", 9000, "/v1?api-version=3", "[::1]:9000"),
        ("http://[::1]", "::1", 80, "/", "[::1]"),
        ("HTTP://Example.COM", "example.com", 80, "/", "example.com"),
    ],
)
def test_url_has_parts(url: str, host: str, port: int, target: str, authority: str) -> None:
    endpoint = Endpoint.parse(url)
    assert endpoint == (url, url.partition(":")[0].lower(), host, port, target)
    assert endpoint.authority == authority


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("[::1]", True),
        ("localhost", True),
        ("api.localhost", True),
        ("localhost.example.com", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound
        ("10.0.0.1", False),
        ("example.com", False),
        ("127.0.0.1.example.com", False),
    ],
)
def test_loopback_is_this_machine(host: str, is_loopback: bool) -> None:
    assert Endpoint.parse(f"http://{host}/v1/responses").is_loopback is is_loopback


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "'' is not the URL of an endpoint. Write it like http://127.0.0.1:8000/v1/responses."),
        ("127.0.0.1:8000/v1", "'127.0.0.1:8000/v1' is not the URL of an endpoint. Write it like http://127"),
        ("ftp://example.com/", "'ftp://example.com/' is not the URL of an endpoint."),
        ("http://", "'http://' is not the URL of an endpoint."),
        ("http://example.com:port/", "the URL cannot be read (Port could not be cast to integer value as 'port')."),
        ("http://example.com:99999/", "the URL cannot be read (Port out of range 0-65535)."),
        ("http://[::1/", "the URL cannot be read (Invalid IPv6 URL)."),
        ("http://example.com/a b", "contains characters that a URL cannot have. Encode it: %20 for a space"),
        ("http://exämple.com/", "contains characters that a URL cannot have. Encode it"),
        ("http://example.com/#top", 'the URL has a fragment. Remove the part that begins with "#".'),
    ],
)
def test_text_that_is_no_url_of_an_endpoint_is_an_error(url: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint.parse(url)
    assert message in str(caught.value)


@pytest.mark.parametrize("url", ["http://user:{}@example.com/", "http://{}@example.com", "https://:{}@[::1]/v1"])
def test_user_information_is_an_error_without_its_text(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint.parse(url.format(CREDENTIAL))
    assert str(caught.value) == (
        "the URL contains a user name or a password. Remove them from the URL, and give the header with --header "
        "NAME=ENVVAR."
    )


@pytest.mark.parametrize(
    "name", ["key", "api-key", "apiKey", "subscription-key", "access_token", "sig", "Code", "X-Auth", "APIKEY"]
)
def test_parameter_that_may_be_a_secret_is_an_error_without_its_value(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint.parse(f"https://example.com/v1?api-version=1&{name}={CREDENTIAL}")
    assert str(caught.value) == (
        f"the parameter '{name}' of the URL may be a secret, and the URL is printed. Give it as a header with "
        "--header NAME=ENVVAR."
    )


@pytest.mark.parametrize("name", ["api-version", "design", "author", "encode", "tokenizer", "keyboard"])
def test_other_parameter_is_permitted(name: str) -> None:
    assert Endpoint.parse(f"https://example.com/v1?{name}=1").target == f"/v1?{name}=1"


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{CREDENTIAL}@[::1/",
        f"x://{CREDENTIAL}@h",
        f"http://user:{CREDENTIAL}\uff03@example.com/v1",  # the exception about the character quotes the password
        f"http://example.com/v1#access_token={CREDENTIAL}",
        f"example.com/v1#access_token={CREDENTIAL}",
    ],
)
def test_part_that_may_be_a_secret_does_not_appear(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint.parse(url)
    assert CREDENTIAL not in str(caught.value)


def test_control_character_is_an_error_that_shows_no_raw_character() -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint.parse("http://example.com/\x1b[31m")
    assert "\x1b" not in str(caught.value)
