"""The adapter program of the README: every payload is accepted and returned unchanged."""

import json
import sys

HELLO = {"protocol": 1, "name": "echo", "version": "1.0", "language": "Python", "levels": ["wire"], "capabilities": []}


def respond(request):
    if request["op"] == "hello":
        return HELLO
    if request["op"] == "bye":
        return {"outcome": "bye"}
    if request["op"] != "parse":
        return {"outcome": "unsupported", "message": f"{request['op']} is not supported"}
    try:
        return {"outcome": "accepted", "output": json.loads(request["text"]) if "text" in request else request["payload"]}
    except ValueError as error:
        return {"outcome": "rejected", "message": str(error)}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"seq": request["seq"], **respond(request)}), flush=True)
