"""SQS: `sqs.send_message(...)` and the rest, on the queues of a service."""
