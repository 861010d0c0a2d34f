"""Streams of DynamoDB tables as event sources."""
