"""Simulated resources: queues, topics, event buses and buckets, on the service's virtual time."""
