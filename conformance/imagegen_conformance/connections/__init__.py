"""Connections: how requests reach an implementation."""
