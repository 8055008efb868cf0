"""A server of the Responses API that validates the quality of tools, and generates nothing."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def is_legal(tool):
    return tool.get("quality", "auto") in ("low", "medium", "high", "auto")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # sends the headers and the body of a response together

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if all(map(is_legal, request["tools"])):
            self.respond(200, {"object": "response", "status": "completed", "output": []})
        else:
            self.respond(400, {"error": {"message": "The quality is invalid", "param": "tools[0].quality"}})

    def respond(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
