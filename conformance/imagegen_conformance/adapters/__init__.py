"""Adapters: Python implementations behind one interface."""
