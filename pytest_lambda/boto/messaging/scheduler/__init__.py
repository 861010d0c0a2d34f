"""EventBridge Scheduler: `scheduler.create_schedule(...)` and the rest, on the schedules of a service."""
