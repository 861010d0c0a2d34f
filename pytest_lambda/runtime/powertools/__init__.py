"""What Powertools for AWS Lambda keeps from a cold start on, reset without importing it again.

Its classes keep their identity, so that patches on them and instances that tests hold stay good.
"""
