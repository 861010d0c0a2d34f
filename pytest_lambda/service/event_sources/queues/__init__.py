"""SQS queues as event sources: polled in batches, scaled, and acknowledged message by message."""
