"""AWS is out of reach of a function under test, unless it is let through.

`credentials` makes the variables that stand in for the host's identity; `guard` stops a request of botocore
that is about to leave for AWS; moto, `Stubber` and endpoints of one's own answer before that point.
"""
