"""The corpus as a package for any language: a folder or an archive, the same to the byte whenever it is made.

`extract` says which part of the corpus it is; `flat` writes the cases as they are run; `package` adds what makes it a
package, with its manifest; `place` writes it where it is wanted.
"""

from __future__ import annotations

from imagegen_conformance.export.extract import Extract
from imagegen_conformance.export.package import MANIFEST, NAME, SUMS, package
from imagegen_conformance.export.place import ARCHIVES, deliver

__all__ = ["ARCHIVES", "MANIFEST", "NAME", "SUMS", "Extract", "deliver", "package"]
