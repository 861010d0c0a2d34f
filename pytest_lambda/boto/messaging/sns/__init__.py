"""SNS: `sns.publish(...)` and the rest, on the topics of a service."""
