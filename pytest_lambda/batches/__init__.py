"""Batches of records: what is in them, and what a handler's answer means for each."""
