"""EventBridge: `events.put_events(...)`, rules and targets, on the buses of a service."""
