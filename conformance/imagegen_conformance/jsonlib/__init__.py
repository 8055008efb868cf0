"""JSON as data: values, conversion from Python objects, pointers, differences and patches."""
