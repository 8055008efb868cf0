"""The meaning of HTTP responses: accepted, rejected, fatal, transient, or an error that describes the response."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_texts import HOSTILE
from imagegen_conformance.connections.http_service.interpretation import (
    UNKNOWN_PAYLOAD,
    Interpretation,
    ResponseForm,
    interpret,
    payload_value,
)
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.pointer import is_valid
from json_values import JSON

PLACE = ("tools", "0")
PLAIN: dict[str, Any] = {"type": "image_generation"}
FORM = ResponseForm("response", "application/json")
REASONS = {200: "OK", 400: "Bad Request", 422: "Unprocessable Entity"}


def response(status: int, body: Any, media_type: str = "application/json", **headers: str) -> HttpResponse:
    """Return a response; a body that is neither bytes nor a string is written as JSON."""
    text = body if isinstance(body, (bytes, str)) else json.dumps(body)
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    fields |= {"content-type": media_type} if media_type else {}
    return HttpResponse(status, REASONS.get(status, ""), fields, content)


def meaning(
    status: int, body: Any, media_type: str = "application/json", *, payload: Any = PLAIN, form: ResponseForm = FORM
) -> Interpretation:
    return interpret(response(status, body, media_type), PLACE, payload, form=form)


def error(message: Any, **members: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None, **members}}


class TestSuccess:
    @pytest.mark.parametrize(
        "body",
        [
            {"object": "response", "status": "completed", "error": None},
            {"object": "response", "status": "incomplete"},
            {"object": "response", "status": 5},
            {"object": "response"},
            b'\xef\xbb\xbf{"object": "response"}',
            '{"object": "chat", "object": "response"}',
            '{"object": "response"}'.encode("utf-16"),
        ],
    )
    @pytest.mark.parametrize("status", [200, 201, 202])
    def test_response_object_accepts_the_payload(self, body: Any, status: int):
        interpretation = meaning(status, body, "application/json; charset=UTF-16")
        assert (interpretation.kind, interpretation.reasons) == ("accepted", ())

    def test_any_object_accepts_if_the_expected_one_is_unknown(self):
        assert meaning(200, {"id": 5}, form=ResponseForm()).kind == "accepted"
        assert meaning(200, {"id": 5}, "", form=ResponseForm()) == Interpretation("accepted", "responded 200 OK")

    @pytest.mark.parametrize(
        ("body", "media_type", "problem"),
        [
            ("null", "application/json", "the body null; expected a JSON object"),
            ("[1,\n2]", "application/json", "the body [1,\\n2]; expected a JSON object"),
            ('"ok"', "", 'the body "ok"; expected a JSON object'),
            ("", "application/json", "an empty body; expected a JSON object"),
            (" \n", "", "an empty body; expected a JSON object"),
            ("<!DOCTYPE html><p>", "application/json", "an HTML page; expected a JSON object"),
            ("<p>", "text/html; charset=utf-8", "an HTML page; expected a JSON object"),
            ("data: {}\n\n", "text/event-stream", "an event stream; expected a JSON object"),
            ("ok", "text/plain", "a body of type text/plain; expected a JSON object"),
            ("ok", "", "a body without a media type; expected a JSON object"),
            (
                '{"a": NaN}',
                "application/json",
                "a body that is not JSON (NaN is not a JSON number); expected a JSON object",
            ),
            (
                "[" * 100_000,
                "application/json",
                "a body that is not JSON (nested too deeply); expected a JSON object",
            ),
            ({"object": "response", "error": {"message": "boom"}}, "application/json", "an error: boom"),
            ({"object": "response", "error": "boom"}, "application/json", "an error: boom"),
            ({"error": 5}, "application/json", 'an error: {"error": 5}'),
            (
                {"object": "response", "status": "failed", "id": 1},
                "application/json",
                'the status "failed": {"object": "response", "status": "failed", "id": 1}',
            ),
            ({"object": "chat.completion"}, "application/json", 'the object "chat.completion"; expected "response"'),
            ({"object": 5}, "application/json", 'no object; expected "response"'),
            ({}, "application/json", 'no object; expected "response"'),
        ],
    )
    def test_other_body_is_an_error_that_says_what_came(self, body: Any, media_type: str, problem: str):
        assert meaning(200, body, media_type) == Interpretation("error", f"responded 200 OK with {problem}")

    @pytest.mark.parametrize(
        ("body", "media_type", "problem"),
        [
            ('data: {"type": "response.completed"}\n\n', "text/event-stream; charset=utf-8", None),
            ({"object": "response"}, "application/json", None),
            (
                'data: {"type": "error", "message": "boom"}\n\n',
                "text/event-stream",
                "an event stream with an error: boom",
            ),
            ("data: {}\n\n", "text/event-stream", "an event stream that ends after an event without a type"),
            ("", "text/event-stream", "an empty body; expected a JSON object"),
            ('data: {"type": "message_stop"}\n\n', "text/plain", "a body of type text/plain; expected a JSON object"),
        ],
    )
    def test_stream_or_object_accepts_if_a_stream_was_requested(self, body: Any, media_type: str, problem: str | None):
        interpretation = meaning(200, body, media_type, form=FORM._replace(is_stream_requested=True))
        if problem is None:
            assert interpretation == Interpretation("accepted", "responded 200 OK")
        else:
            assert interpretation == Interpretation("error", f"responded 200 OK with {problem}")

    def test_body_in_another_encoding_is_an_error(self):
        interpretation = meaning(200, b'{"a": "\xff"}')
        assert interpretation.kind == "error"
        assert "with a body that is not JSON (Invalid \\escape" in interpretation.message


class TestRedirect:
    @pytest.mark.parametrize(
        ("location", "clause"),
        [
            (
                "https://user:secret@example.org/login?token=secret#secret",
                "302 Found: it redirects to https://example.org/login; redirects are not followed",
            ),
            ("/login?token=secret", "302 Found: it redirects to /login; redirects are not followed"),
            ("", "302 Found without a location; redirects are not followed"),
            ("https://[::1/secret", "302 Found with an invalid location; redirects are not followed"),
        ],
    )
    def test_redirect_is_an_error_without_secrets(self, location: str, clause: str):
        interpretation = interpret(response(302, "", "", location=location), PLACE, PLAIN, form=FORM)
        assert interpretation == Interpretation("error", f"responded {clause}")


class TestOtherStatuses:
    @pytest.mark.parametrize("status", [401, 403, 404, 405, 407, 415])
    def test_error_of_every_request_is_fatal(self, status: int):
        interpretation = meaning(status, error("No such\n\n route.", param="tools[0].quality"))
        assert (interpretation.kind, interpretation.reasons) == ("fatal", ())
        assert interpretation.message.endswith(": No such route.")

    def test_message_has_status_reason_and_body(self):
        assert meaning(404, "<html>").message == "responded 404 Not Found: an HTML page"
        assert meaning(404, "", "").message == "responded 404 Not Found: an empty body"
        assert meaning(404, "404 page not found", "text/plain").message == "responded 404 Not Found: 404 page not found"
        assert interpret(HttpResponse(599, "Odd\x1b[31m", {}, b"x"), PLACE, PLAIN, form=FORM).message == (
            "responded 599 Odd\\x1b[31m: x"
        )
        assert interpret(HttpResponse(799, "", {}, b"x"), PLACE, PLAIN, form=FORM).message == "responded 799: x"

    @pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 501, 502, 503, 504, 529])
    def test_error_of_the_moment_is_transient(self, status: int):
        interpretation = meaning(status, error("Later."))
        assert (interpretation.kind, interpretation.retry_after) == ("transient", None)
        assert interpretation.message.endswith(": Later.")

    @pytest.mark.parametrize("status", [100, 199, 402, 406, 410, 413, 414, 418, 431, 451, 600, 0, -1])
    def test_other_status_is_an_error_of_the_case(self, status: int):
        assert meaning(status, error("No.", param="tools[0].quality")).kind == "error"


DATE = "Thu, 26 Nov 2026 12:00:00 GMT"
NOON = 1795694400.0


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({}, None),
            ({"retry_after": "0"}, 0.0),
            ({"retry_after": "2"}, 2.0),
            ({"retry_after": " 1.5 "}, 1.5),
            ({"retry_after": "-1"}, None),
            ({"retry_after": "soon"}, None),
            ({"retry_after": "nan"}, None),
            ({"retry_after": "1e999"}, None),
            ({"retry_after": "1" * 1000}, None),
            ({"retry_after_ms": "250"}, 0.25),
            ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
            ({"retry_after_ms": "x", "retry_after": "9"}, 9.0),
            ({"retry_after": DATE}, 60.0),
            ({"retry_after": "Thu, 26 Nov 2026 12:00:00"}, 60.0),
            ({"retry_after": "Thu, 26 Nov 2026 11:58:00 GMT"}, None),
            ({"retry_after": "Thu, 99 Nov 2026 99:99:99 GMT"}, None),
            ({"retry_after": "Thu, 26 Nov 99999 12:00:00 GMT"}, None),
        ],
    )
    def test_valid_time_is_in_seconds(self, headers: dict[str, str], seconds: float | None):
        interpretation = interpret(response(429, "{}", **headers), PLACE, PLAIN, form=FORM, now=NOON - 60)
        assert interpretation.retry_after == seconds

    def test_date_is_relative_to_the_date_of_the_response(self):
        dates = {"retry_after": DATE, "date": "Thu, 26 Nov 2026 11:59:30 GMT"}
        assert interpret(response(503, "{}", **dates), PLACE, PLAIN, form=FORM).retry_after == 30.0

    def test_date_of_a_response_without_a_date_is_relative_to_this_machine(self, monkeypatch):
        monkeypatch.setattr("time.time", lambda: NOON - 20)
        assert interpret(response(503, "{}", retry_after=DATE), PLACE, PLAIN, form=FORM).retry_after == 20.0

    def test_only_a_transient_error_has_a_time(self):
        for status in (200, 400, 404, 413):
            assert interpret(response(status, "{}", retry_after="5"), PLACE, PLAIN, form=FORM).retry_after is None


class TestRejection:
    def test_agentserver_names_the_places_in_details(self):
        message = "Invalid value '5'. Allowed: low, medium, high, auto"
        details = [
            {
                "code": "invalid_value",
                "message": message,
                "param": "$.tools[0].quality",
                "type": "invalid_request_error",
            },
            {
                "code": "invalid_value",
                "message": "Expected string, got integer",
                "param": "$.tools[0].quality",
                "type": "invalid_request_error",
            },
        ]
        body = error("request body failed schema validation", code="invalid_request", details=details)
        body["error"]["additionalInfo"] = {"request_id": "84d6e60ead27481fb85534b7a8d6da4b"}
        assert meaning(400, body, payload={**PLAIN, "quality": 5}) == Interpretation(
            "rejected",
            f"responded 400 Bad Request: request body failed schema validation: {message}",
            [{"path": "/quality", "rule": "invalid_value", "message": message}],
        )

    def test_openai_names_the_place_in_param(self):
        body = error("Unknown parameter: 'tools[0].n'.", param="tools[0].n", code="unknown_parameter")
        assert meaning(400, body, payload={**PLAIN, "n": 1}) == Interpretation(
            "rejected",
            "responded 400 Bad Request: Unknown parameter: 'tools[0].n'.",
            [{"path": "/n", "rule": "unknown_parameter", "message": "Unknown parameter: 'tools[0].n'."}],
        )

    def test_smg_names_the_tool(self):
        message = "Invalid JSON data: Failed to deserialize the JSON body into the target type: tools[0]: invalid type"
        interpretation = meaning(400, error(message, param="tools[0]", code="invalid_type"))
        assert interpretation.kind == "rejected"
        assert interpretation.reasons == [{"path": "", "rule": "invalid_type", "message": message}]

    def test_fastapi_names_the_branch_of_the_tool(self):
        detail = [
            {
                "type": "literal_error",
                "loc": ["body", "tools", 0, branch, field],
                "msg": f"{branch}.{field}",
                "input": 5,
            }
            for branch, field in [("FunctionTool", "type"), ("Mcp", "type"), ("ImageGeneration", "quality")]
        ]
        assert meaning(422, {"detail": detail}, payload={**PLAIN, "quality": 5}) == Interpretation(
            "rejected",
            "responded 422 Unprocessable Entity: ImageGeneration.quality",
            [{"path": "/quality", "rule": "literal_error", "message": "ImageGeneration.quality"}],
        )

    def test_prism_names_the_place_in_validation(self):
        message = "Request body property tools.0.quality must be equal to one of the allowed values: low, medium"
        body = {
            "type": "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY",
            "title": "Invalid request",
            "status": 422,
            "detail": "Your request is not valid.",
            "validation": [
                {"location": ["body", "tools", "0", "quality"], "severity": "Error", "code": "enum", "message": message}
            ],
        }
        for form in (FORM, ResponseForm("response", "application/problem+json")):
            interpretation = meaning(422, body, "application/problem+json", payload={**PLAIN, "quality": 5}, form=form)
            assert interpretation == Interpretation(
                "rejected",
                f"responded 422 Unprocessable Entity: Your request is not valid: {message}",
                [{"path": "/quality", "rule": "enum", "message": message}],
            )

    @pytest.mark.parametrize("depth", [1, 2, 3])
    def test_error_in_the_message_of_a_gateway_is_read(self, depth: int):
        body = error("Invalid value: '5'.", param="tools[0].quality", code="invalid_value")
        for _ in range(depth):
            text = f"litellm.BadRequestError: OpenAIException - {json.dumps(body)}. Received Model Group=gpt-4.1\nNone {{x}}"
            body = error(text, code="400", type=None)
        interpretation = meaning(400, body, payload={**PLAIN, "quality": 5})
        assert interpretation.message == "responded 400 Bad Request: Invalid value: '5'."
        assert interpretation.reasons == [
            {"path": "/quality", "rule": "invalid_value", "message": "Invalid value: '5'."}
        ]

    @pytest.mark.parametrize("key", ["detail", "error", "message"])
    def test_error_in_another_text_is_read(self, key: str):
        body = {key: f"upstream: {json.dumps(error('No.', param='tools[0].size'))}"}
        assert [reason["path"] for reason in meaning(400, body).reasons] == ["/size"]

    def test_error_of_portkey_is_that_of_the_upstream(self):
        body = {
            **error("openai error: Invalid value.", param="tools[0].size", code="invalid_value"),
            "provider": "openai",
        }
        assert [reason["path"] for reason in meaning(400, body).reasons] == ["/size"]

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (
                {"detail": [{"type": "json_invalid", "loc": ["body", 83], "msg": "JSON decode error"}]},
                "JSON decode error",
            ),
            ({"error": {"code": "invalid_json", "message": "Invalid JSON"}}, "Invalid JSON"),
            (error("Expecting ',' delimiter", code="invalid_request_error"), "Expecting ',' delimiter"),
        ],
    )
    def test_text_that_is_not_json_is_rejected_without_reasons(self, body: Any, message: str):
        interpretation = meaning(400, body, payload=UNKNOWN_PAYLOAD)
        assert interpretation == Interpretation("rejected", f"responded 400 Bad Request: {message}", [])

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({}, "{}"),
            ({"error": None}, '{"error": null}'),
            ({"error": "Bad Request"}, "Bad Request"),
            ({"detail": "There was an error parsing the body"}, "There was an error parsing the body"),
            (error("There was an issue with your request"), "There was an issue with your request"),
            (
                error("Transparent background is not supported for this model.", param="tools", code="invalid_value"),
                "Transparent background is not supported for this model.",
            ),
        ],
    )
    def test_error_without_a_place_is_a_rejection(self, body: Any, message: str):
        interpretation = meaning(400, body)
        assert (interpretation.kind, interpretation.message) == ("rejected", f"responded 400 Bad Request: {message}")
        assert [reason for reason in interpretation.reasons if reason["path"]] == []


class TestOtherSubject:
    @pytest.mark.parametrize(
        ("body", "subject"),
        [
            (error("Must be a string.", param="input"), '"input"'),
            (error("invalid", details=[{"code": "invalid_value", "param": "$.input"}]), '"$.input"'),
            ({"detail": [{"type": "string_type", "loc": ["body", "model"], "msg": "m"}]}, '"body.model"'),
            (error("No connected db.", type="no_db_connection", code="400"), "the database"),
            (error("No connected db."), "the database"),
            (error("Invalid model name passed in model=x. Call `/v1/models` to view available models."), "the model"),
            (error("The model `gpt-9` does not exist or you do not have access to it."), "the model"),
            (error("No.", code="model_not_found"), "the model"),
            (error("No.", code="invalid_api_key"), "the key"),
            (error("Incorrect API key provided: sk-…."), "the key"),
            (error("No.", code="DeploymentNotFound"), "the deployment"),
            (error("The API deployment for this resource does not exist."), "the deployment"),
            (
                error(
                    "imagegen deployment must be provided through header: x-ms-oai-image-generation-deployment",
                    type="image_generation_user_error",
                    param="tools",
                ),
                "the deployment",
            ),
            (
                error(
                    "litellm.BadRequestError: LLM Provider NOT provided. Pass in the LLM provider you are trying to call"
                ),
                "the provider",
            ),
            (
                {"status": "failure", "message": "Either x-portkey-config or x-portkey-provider header is required"},
                "a header",
            ),
            (error("You exceeded your current quota, please check your plan."), "the quota"),
            (error("No.", type="insufficient_quota"), "the quota"),
            (error("No.", type="permission_error"), "a permission"),
            (error("No.", innererror={"code": "ResponsibleAIPolicyViolation"}), "the content policy"),
            (error("Your request was rejected by the safety system."), "the content policy"),
            (error(f"OpenAIException - {json.dumps(error('No.', code='model_not_found'))}"), "the model"),
        ],
    )
    def test_error_about_something_else_is_no_rejection(self, body: Any, subject: str):
        interpretation = meaning(400, body)
        assert (interpretation.kind, interpretation.reasons) == ("error", ())
        assert interpretation.message.startswith(f"responded 400 Bad Request about {subject}, not about the payload: ")

    def test_place_in_the_payload_counts_more_than_the_text(self):
        body = error("The model 'gpt-9' does not exist.", param="tools[0].model", code="model_not_found")
        assert meaning(400, body).kind == "rejected"

    def test_error_about_the_model_of_the_payload_is_a_rejection(self):
        body = error("The model 'gpt-9' does not exist.", code="model_not_found")
        assert meaning(400, body, payload={**PLAIN, "model": "gpt-9"}).kind == "rejected"
        assert meaning(400, body, payload={**PLAIN, "model": "gpt-image-1"}).kind == "error"

    def test_places_inside_and_outside_are_a_rejection(self):
        body = error("No.", param="model", details=[{"param": "tools[0].size", "code": "c", "message": "m"}])
        assert meaning(400, body).kind == "rejected"


class TestMediaTypeOfRejection:
    BODY = error("No.")

    def test_text_without_a_known_form_is_a_rejection(self):
        text = "Failed to parse the request body as JSON: trailing comma at line 1 column 74"
        interpretation = meaning(400, text, "text/plain", form=ResponseForm("response", None))
        assert interpretation == Interpretation("rejected", f"responded 400 Bad Request: {text}")

    @pytest.mark.parametrize("expected", ["text/plain", "", "application/json", None])
    def test_place_in_the_payload_is_a_rejection_whatever_the_form(self, expected: str | None):
        body = error("Invalid value.", param="tools[0].quality")
        interpretation = meaning(400, body, form=ResponseForm("response", expected))
        assert interpretation.kind == "rejected"
        assert [reason["path"] for reason in interpretation.reasons] == ["/quality"]

    @pytest.mark.parametrize(
        ("body", "media_type", "expected", "problem"),
        [
            ("", "application/json", "application/json", "an empty body; expected a JSON object"),
            ("<html>", "text/html", "text/html", "an HTML page; expected a JSON object"),
            ("data: x", "text/event-stream", None, "an event stream; expected a JSON object"),
            (
                "no",
                "text/plain",
                "application/json",
                "a body of type text/plain; the rejection of an illegal payload has application/json",
            ),
            (
                BODY,
                "application/json",
                "text/plain",
                "a body of type application/json; the rejection of an illegal payload has text/plain",
            ),
            (
                BODY,
                "application/json",
                "",
                "a body of type application/json; the rejection of an illegal payload has no media type",
            ),
            ("<e/>", "application/xml", None, "a body of type application/xml; expected a JSON object"),
            ("no", "", None, "a body without a media type that is not a JSON object"),
            ('"no"', "application/json", None, "a body of type application/json that is not a JSON object"),
        ],
    )
    def test_other_media_type_is_an_error(self, body: Any, media_type: str, expected: str | None, problem: str):
        interpretation = meaning(400, body, media_type, form=ResponseForm("response", expected))
        assert interpretation == Interpretation("error", f"responded 400 Bad Request with {problem}")

    @pytest.mark.parametrize(
        ("media_type", "expected"),
        [
            ("application/json; charset=utf-8", "application/json"),
            ("Application/JSON", "application/problem+json"),
            ("application/problem+json", None),
            ("application/json", None),
            ("text/plain", None),
            ("text/plain", "text/plain"),
            ("", None),
            ("", "application/json"),
            ("", ""),
        ],
    )
    def test_media_type_of_the_control_is_a_rejection(self, media_type: str, expected: str | None):
        interpretation = meaning(400, self.BODY, media_type, form=ResponseForm("response", expected))
        assert (interpretation.kind, interpretation.message) == ("rejected", "responded 400 Bad Request: No.")

    def test_plain_text_is_a_rejection_if_the_control_had_it(self):
        interpretation = meaning(400, " Bad\nvalue", "text/plain", form=ResponseForm(None, "text/plain"))
        assert interpretation == Interpretation("rejected", "responded 400 Bad Request: Bad value")


class TestPayloadValue:
    def test_payload_of_a_text_is_its_value(self):
        assert payload_value(Request("parse", PLAIN)) == PLAIN
        assert payload_value(Request("parse-text", '{"type": 5}')) == {"type": 5}

    @pytest.mark.parametrize("text", ['{"type":', "NaN", "", "[" * 100_000])
    def test_payload_of_a_text_that_is_not_json_is_unknown(self, text: str):
        assert payload_value(Request("parse-text", text)) is UNKNOWN_PAYLOAD


class TestHostileBodies:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_message_is_one_line_without_control_characters(self, text: str):
        details = [{"param": f"tools[0].{text}", "code": text, "message": text}]
        for status in (200, 302, 400, 404, 429):
            interpretation = meaning(status, error(text, details=details), payload={**PLAIN, text: 1})
            texts = [interpretation.message, *(reason["message"] for reason in interpretation.reasons)]
            assert all(text.isprintable() for text in texts)
            assert all(is_valid(reason["path"]) for reason in interpretation.reasons)

    def test_long_message_is_shortened(self):
        interpretation = meaning(400, error('{"error": ' * 100_000))
        assert interpretation.kind == "rejected"
        assert len(interpretation.message) < 450

    def test_deep_json_in_a_message_is_no_error_body(self):
        for inner in ('{"error": ' * 5000, '{"error":' + "[" * 100_000):
            assert meaning(400, error(inner)).kind == "rejected"

    @pytest.mark.parametrize("value", [None, 5, True, "", "text", [], {}, [[]], [{}], {"a": 1}, [None, 5, "x"], 1e300])
    @pytest.mark.parametrize("key", ["error", "detail", "details", "errors", "validation", "message", "code", "status"])
    def test_member_of_another_type_is_ignored(self, key: str, value: Any):
        entry = dict.fromkeys(("param", "loc", "code", "type", "message", "path", "source", "innererror"), value)
        for body in ({key: value}, {"error": {key: value}}, {key: [entry]}, {key: entry}, {"error": {key: [entry]}}):
            assert meaning(400, body).kind in {"rejected", "error"}
            assert meaning(404, body).kind == "fatal"


HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "retry-after", "retry-after-ms", "date", "location"]),
    st.text(max_size=20)
    | st.sampled_from(
        [
            "application/json",
            "application/problem+json",
            "text/plain; charset=utf-16",
            "text/html; charset=idna",
            'x; charset="\x00"',
            "//[",
            DATE,
        ]
    ),
)
PLACES = st.sampled_from(
    ["tools[0].quality", "tools", "$.tools[0]['a.b']", "/tools/0/x", ["body", "tools", 0, "A", "x"]]
)
KEYS = ["error", "message", "param", "code", "type", "detail", "details", "errors", "loc", "validation", "location"]
BODIES = st.recursive(
    JSON | PLACES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)

RESPONSES = st.builds(
    HttpResponse,
    st.sampled_from([200, 204, 301, 400, 401, 422, 429, 500]) | st.integers(),
    st.text(max_size=5),
    HEADERS,
    st.binary(max_size=40) | BODIES.map(lambda body: json.dumps(body).encode()),
)


class TestAnyResponse:
    @given(RESPONSES, JSON, st.sampled_from([None, "application/json", "text/plain", ""]))
    def test_interpretation_never_fails(self, answer: HttpResponse, payload: Any, media_type: str | None):
        interpretation = interpret(answer, PLACE, payload, form=ResponseForm(None, media_type), now=0.0)
        assert interpretation.message.isprintable()
        assert len(interpretation.reasons) <= 20
        for finding in interpretation.reasons:
            assert finding.keys() == {"path", "rule", "message"}
            assert is_valid(finding["path"])
        assert interpretation.kind == "rejected" or not interpretation.reasons
        assert interpretation.retry_after is None or interpretation.retry_after >= 0
