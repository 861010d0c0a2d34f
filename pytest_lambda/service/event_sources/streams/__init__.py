"""Reads sharded streams for event source mappings: Kinesis, DynamoDB and what is like them."""
