"""Adapters: what connects implementations to the suite.

`Adapter` is the base for your own; `resolve` and `adapt` pick a ready one; `InProcess` asks it.
"""

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.documented_class import DocumentedClass
from imagegen_conformance.adapters.function import Function
from imagegen_conformance.adapters.in_process import InProcess, observe
from imagegen_conformance.adapters.pydantic_model import PydanticModel
from imagegen_conformance.adapters.resolve import adapt, resolve, version_of
from imagegen_conformance.adapters.validator import Validator

__all__ = [
    "Adapter",
    "DocumentedClass",
    "Function",
    "InProcess",
    "PydanticModel",
    "UnsupportedError",
    "Validator",
    "adapt",
    "observe",
    "resolve",
    "version_of",
]
