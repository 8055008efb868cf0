"""The body of a request, after transfer and content decoding, with a limit that holds while it is read and decoded."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from imagegen_conformance.connections.relay.request_head import MAX_HEAD_SIZE, RequestHead, read_headers
from imagegen_conformance.connections.relay.request_reader import RequestError, RequestReader

__all__ = ["MAX_BODY_SIZE", "SUPPORTED_ENCODINGS", "read_body"]
MAX_BODY_SIZE = 1 << 25  # bytes: 32 MiB, before and after decoding
MAX_CHUNK_LINE_SIZE = 1 << 12  # bytes of the size of a chunk with its extensions
MAX_GZIP_MEMBERS = 16  # each member copies the rest of the data
MAX_LENGTH_DIGITS = 15  # more than any size that is read; int() rejects thousands of digits
SUPPORTED_ENCODINGS = "gzip, deflate"
_CHUNK_SIZE = re.compile(rb"0*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\x00\r]*)?")
_TOO_LARGE = f"the body is larger than {MAX_BODY_SIZE >> 20} MiB"


def read_body(reader: RequestReader, head: RequestHead, send_continue: Callable[[], None]) -> bytes:
    """Return the decoded body of a request.

    Args:
        reader: The reader, after the head.
        head: The head.
        send_continue: Sends the interim response 100, for which a client may wait before it sends the body.

    Raises:
        RequestError: The body is invalid, incomplete, too large, or has an unsupported encoding.
    """
    encoding = _content_encoding(head)  # before the body is read: a client that waits for 100 does not send it
    length = _content_length(head)
    expectations = head.tokens("expect")
    if expectations and expectations != ["100-continue"]:
        raise RequestError(417, f"the expectation {', '.join(expectations)} is not supported")
    if expectations and not head.is_version_1_0 and length != 0 and not reader.has_bytes:
        send_continue()
    data = _read_chunks(reader) if length is None else reader.read(length)
    return _decode(data, encoding) if data else data


def _content_length(head: RequestHead) -> int | None:
    """Return the number of bytes of the body, or None if it is chunked.

    A body whose end two parties could see at different places is rejected: a gateway must not send it.
    """
    lengths = set(head.headers.get("content-length", ()))
    codings = head.tokens("transfer-encoding")
    if "transfer-encoding" in head.headers:
        if lengths:
            raise RequestError(400, "it has both Content-Length and Transfer-Encoding")
        if head.is_version_1_0:
            raise RequestError(400, "it has Transfer-Encoding, which HTTP/1.0 does not have")
        if codings != ["chunked"]:
            raise RequestError(501, f"the transfer encoding {', '.join(codings) or '(empty)'} is not supported")
        return None
    if not lengths:
        return 0
    text = lengths.pop()
    if lengths:
        raise RequestError(400, "it has several values of Content-Length")
    if not (text.isascii() and text.isdigit()):
        raise RequestError(400, "Content-Length is not a decimal number")
    if len(text.lstrip("0")) > MAX_LENGTH_DIGITS or int(text) > MAX_BODY_SIZE:
        raise RequestError(413, _TOO_LARGE)
    return int(text)


def _content_encoding(head: RequestHead) -> str:
    """Return the content encoding: gzip, deflate or identity."""
    encodings = [encoding for encoding in head.tokens("content-encoding") if encoding != "identity"]
    encoding = ", ".join(encodings) or "identity"
    if encoding not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise RequestError(415, f"the content encoding {encoding} is not supported, only {SUPPORTED_ENCODINGS}")
    return encoding.removeprefix("x-")


def _read_chunks(reader: RequestReader) -> bytes:
    """Return the data of a chunked body. Extensions and trailers are read, and have no meaning here."""
    body = bytearray()
    while True:
        match = _CHUNK_SIZE.fullmatch(reader.read_line(MAX_CHUNK_LINE_SIZE, 400))
        if match is None:
            raise RequestError(400, "the size of a chunk is invalid")
        size = int(match[1], 16)
        if len(body) + size > MAX_BODY_SIZE:
            raise RequestError(413, _TOO_LARGE)
        if not size:
            read_headers(reader, MAX_HEAD_SIZE)
            return bytes(body)
        body += reader.read(size)
        if reader.read(2) != b"\r\n":
            raise RequestError(400, "a chunk does not end with CR LF")


def _decode(data: bytes, encoding: str) -> bytes:
    """Return the decoded data of a body that is not empty. Decoding stops at the limit."""
    if encoding == "identity":
        return data
    is_gzip = encoding == "gzip"
    body, wbits = bytearray(), 31 if is_gzip else _deflate_window(data)
    try:
        for _ in range(MAX_GZIP_MEMBERS):
            decoder = zlib.decompressobj(wbits)
            body += decoder.decompress(data, MAX_BODY_SIZE + 1 - len(body))
            if len(body) > MAX_BODY_SIZE:
                raise RequestError(413, f"{_TOO_LARGE} after decoding")
            if not decoder.eof:
                raise RequestError(400, f"the {encoding} data is incomplete")
            data = decoder.unused_data
            if not data:
                return bytes(body)
            if not is_gzip:
                raise RequestError(400, "there is data after the end of the deflate data")
    except zlib.error:
        raise RequestError(400, f"the {encoding} data is invalid") from None
    raise RequestError(400, f"the gzip data has more than {MAX_GZIP_MEMBERS} members")


def _deflate_window(data: bytes) -> int:
    """Return the argument for zlib: some clients send raw deflate data without the zlib header of RFC 9110."""
    has_zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return 15 if has_zlib_header else -15
