"""Arguments of the command line that name a server, a gateway or a client."""

from __future__ import annotations

URL = "http://127.0.0.1:9/v1/responses"  # nothing is sent there
REMOTE = "https://api.example.com/v1/responses"
CREDENTIAL = "sk-abcdef123456"
