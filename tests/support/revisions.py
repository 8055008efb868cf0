"""The profiles of the suite, and its default revision, for tests that need no corpus."""

from __future__ import annotations

from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.resources import data_directory

PROFILES = Profiles.load(data_directory("fixtures"))
AZURE = PROFILES.find()
