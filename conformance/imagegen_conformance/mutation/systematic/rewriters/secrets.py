"""Rewriters that mask credentials, as scanners for secrets find them by regular expressions."""

from __future__ import annotations

import re
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["SECRETS"]
MASK: Final = "[REDACTED]"
# The name, a description, and the pattern.
PATTERNS: Final = (
    ("openai", "keys of OpenAI", r"\bsk-(?!ant-)[A-Za-z0-9_-]{16,200}"),
    ("anthropic", "keys of Anthropic", r"\bsk-ant-[A-Za-z0-9_-]{16,200}"),
    ("aws-id", "identifiers of access keys of AWS", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("aws-secret", "strings of 40 characters such as secret keys of AWS", r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
    ("google", "keys of Google", "AIza[0-9A-Za-z_-]{35}"),
    ("google-oauth", "access tokens of Google", r"\bya29\.[0-9A-Za-z_-]{10,200}"),
    ("github", "tokens of GitHub", r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{20,100})"),
    ("gitlab", "tokens of GitLab", r"\bglpat-[A-Za-z0-9_-]{20}"),
    ("slack", "tokens of Slack", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,200}"),
    ("slack-hook", "webhooks of Slack", r"https://hooks\.slack\.com/services/[A-Za-z0-9/_-]{10,200}"),
    ("stripe", "keys of Stripe", r"\b[rsp]k_(?:live|test)_[A-Za-z0-9]{10,100}"),
    ("twilio", "identifiers and keys of Twilio", r"\b(?:AC|SK)[0-9a-f]{32}\b"),
    ("sendgrid", "keys of SendGrid", r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("hugging-face", "tokens of Hugging Face", r"\bhf_[A-Za-z0-9]{30,40}"),
    ("npm", "tokens of npm", r"\bnpm_[A-Za-z0-9]{36}"),
    ("pypi", "tokens of PyPI", r"\bpypi-[A-Za-z0-9_-]{16,200}"),
    ("telegram", "tokens of Telegram bots", r"\b[0-9]{8,10}:[A-Za-z0-9_-]{35}"),
    ("jwt", "JSON Web Tokens", r"\beyJ[A-Za-z0-9_-]{5,2000}\.[A-Za-z0-9_-]{5,2000}\.[A-Za-z0-9_-]{0,2000}"),
    ("azure-key", "keys in connection strings of Azure", "(?i)(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[^;]{1,200}"),
    ("private-key", "private keys in PEM", r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----"),
    ("certificate", "certificates in PEM", r"-----BEGIN CERTIFICATE-----"),
    ("ssh", "public keys of SSH", r"\bssh-(?:rsa|ed25519) [A-Za-z0-9+/=]{20,2000}"),
    ("bearer", "bearer tokens", r"(?i)\bbearer [A-Za-z0-9._~+/-]{8,2000}"),
    ("basic", "credentials of basic authentication", r"(?i)\bbasic [A-Za-z0-9+/]{8,2000}=*"),
    ("password", "values after the word password or secret", r"(?i)\b(?:password|passwd|pwd|secret)[\"']?\s{0,5}[:=]\s{0,5}[^\s;,&]{1,200}"),
    ("api-key", "values after api_key or apikey", r"(?i)\bapi[_-]?key[\"']?\s{0,5}[:=]\s{0,5}[^\s;,&]{1,200}"),
    ("database", "connection strings of databases", r"(?i)\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp)://[^\s@/]{1,200}@"),
    ("hex", "hexadecimal digests", r"\b[0-9a-f]{32,128}\b"),
    ("uuid", "UUIDs", r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"),
    ("file-id", "identifiers of files", r"\bfile-[A-Za-z0-9]{8,64}"),
)  # fmt: skip

SECRETS: Final = tuple(
    Rewriter(f"secret-{name}", f"masks {words}", replacing(pattern, MASK, re.ASCII))
    for name, words, pattern in PATTERNS
)
