"""Topics of Kafka as event sources."""
