"""Kinesis Data Streams: `kinesis.put_record(...)` and the rest, on the streams of a service."""
