"""Export of the corpus as a package for any programming language."""
