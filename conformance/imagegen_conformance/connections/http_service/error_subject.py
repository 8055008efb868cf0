"""The subject of an error that is not about the payload: the model, the key, the quota and others."""

from __future__ import annotations

import re

from imagegen_conformance.connections.http_service.error_body import ErrorBody
from imagegen_conformance.jsonlib.values import Json

__all__ = ["find_subject"]

_MODEL = "the model"
_CODES = {
    "the deployment": {"deploymentnotfound", "deployment_not_found", "no_deployment"},
    _MODEL: {"model_not_found", "invalid_model", "unknown_model", "unsupported_model", "model_not_supported"},
    "the key": {"invalid_api_key", "authentication_error", "auth_error", "invalid_authentication", "unauthorized"},
    "a permission": {"permission_denied", "permission_error", "access_denied", "forbidden"},
    "the quota": {"insufficient_quota", "quota_exceeded", "billing_hard_limit_reached", "rate_limit_exceeded"},
    "the content policy": {
        "content_filter",
        "content_policy_violation",
        "moderation_blocked",
        "responsibleaipolicyviolation",
    },
    "the database": {"no_db_connection"},
}
_PATTERNS = {
    "the database": r"no connected db\b|database (?:is )?not connected",
    "the deployment": r"\bdeployments?\b.{0,60}? (?:must be provided|does not exist|not found)",
    "the provider": r"llm provider not provided|\b(?:unknown|unmapped|unsupported|invalid) (?:llm )?provider\b",
    _MODEL: r"invalid model name\b|\b(?:no such|unknown) model\b|\bmodel [`'\"]?[^\s`'\"]+[`'\"]? (?:does not exist|"
    r"(?:was |is )?not found|is not available)",
    "the key": r"\b(?:invalid|incorrect|missing|no|wrong) (?:\w+ )?api[ _-]?key\b|\bapi[ _-]?key (?:is )?(?:invalid|"
    r"required|missing|not)\b|\bauthentication (?:failed|error|required)",
    "a header": r"\bheaders? is (?:required|missing)\b|\b(?:missing|through) (?:required )?headers?\b",
    "the quota": r"\bexceeded your (?:current )?quota\b|\binsufficient (?:credits?|balance|funds|quota)\b",
    "the content policy": r"\bcontent (?:management )?policy\b|\bsafety system\b",
}
_COMPILED = {subject: re.compile(pattern, re.IGNORECASE) for subject, pattern in _PATTERNS.items()}
# Each match of a pattern contains one of these words. Most errors contain none, and need no search for eight patterns.
_WORDS = (
    *("api", "authentication", "connected", "deployment", "header", "insufficient", "model", "policy", "provider"),
    *("quota", "safety"),
)
MAX_SEARCHED_LENGTH = 10_000  # characters of each message
MAX_SEARCHED_DETAILS = 20


def find_subject(error: ErrorBody, payload: Json) -> str | None:
    """Return the subject of an error as a noun phrase, or None if it may be about the payload.

    An error about a model is about the payload if it quotes the `model` of the payload.

    Args:
        error: The body of the error.
        payload: The payload, or UNKNOWN_PAYLOAD.
    """
    details = [entry.message for entry in error.entries[:MAX_SEARCHED_DETAILS]]
    texts = {text[:MAX_SEARCHED_LENGTH] for text in (error.message, *error.outer_messages, *details)}
    subjects = [subject for subject, codes in _CODES.items() if not codes.isdisjoint(error.codes)]
    if _has_word("\n".join(texts).lower()):
        subjects += [subject for subject, pattern in _COMPILED.items() if any(map(pattern.search, texts))]
    model = payload.get("model") if type(payload) is dict else None
    if type(model) is str and model and any(model in text for text in texts):
        subjects = [subject for subject in subjects if subject != _MODEL]
    return subjects[0] if subjects else None


def _has_word(text: str) -> bool:
    for word in _WORDS:  # noqa: SIM110 - a generator takes longer than the search
        if word in text:
            return True
    return False
