"""Event source mappings: they poll queues and streams, invoke functions with batches, and judge the answers."""
