"""What the tests of TLS and of proxies share."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from http_clients import Certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Certificate:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    names = "subjectAltName=DNS:api.example.com,IP:127.0.0.1"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=api.example.com"]
    command = [openssl, *words, "-addext", names, "-out", str(files.file), "-keyout", str(files.key)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this openssl cannot make a certificate")
    return files
