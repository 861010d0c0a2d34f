"""Kinesis data streams as event sources."""
