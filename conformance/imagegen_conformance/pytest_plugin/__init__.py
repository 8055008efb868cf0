"""The pytest plugin: an item for each case, and a test class."""
