"""Connection to a program in any language: JSON lines over standard input and output."""
