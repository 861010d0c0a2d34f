"""Asynchronous invocation: the event queue, its retries, and what is left of an event when it is over."""
