"""Who may run: account limit, reservations, provisioned concurrency, scaling rate and request rate.

Nothing here runs a function or reads a clock: each call is told the time and answers with a permit or a throttle.
"""
