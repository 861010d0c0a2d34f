"""Change streams of DocumentDB as event sources."""
