"""Layers that are published, and functions that name them by ARN."""
