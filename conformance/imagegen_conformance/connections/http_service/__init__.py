"""Connection to a server behind a URL: each payload is sent in an HTTP request."""
