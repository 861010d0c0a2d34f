"""What front doors of payload format 2.0 have in common: HTTP APIs and function URLs."""
