"""Configuration of Sphinx: builds the documentation site with `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "_ext"))

from pygments.lexers.data import JsonLexer  # noqa: E402 - the extensions need the path above
from sphinx.highlighting import lexers  # noqa: E402

from imagegen_conformance.version import __version__  # noqa: E402

project = "imagegen-conformance"
author = "The imagegen-conformance authors"
copyright = f"2026, {author}"  # noqa: A001 - the name is Sphinx's
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated_pages", "repository_links"]
exclude_patterns = ["_ext"]
nitpicky = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "code"  # docstrings write code in single backticks
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

lexers["ndjson"] = JsonLexer()

html_theme = "furo"
html_title = f"imagegen-conformance {__version__}"
html_copy_source = False
html_extra_path = ["../results/matrix.html"]
html_theme_options = {"navigation_with_keys": True}
