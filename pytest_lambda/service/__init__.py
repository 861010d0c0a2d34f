"""What stands around the execution environments: it queues, retries, throttles, scales, routes and bills."""
