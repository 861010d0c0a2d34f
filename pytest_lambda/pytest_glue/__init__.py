"""Between pytest and the runtime: options, fixtures, the life of a test, reports."""
