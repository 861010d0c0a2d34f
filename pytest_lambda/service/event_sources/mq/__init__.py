"""Queues of Amazon MQ's brokers as event sources: ActiveMQ and RabbitMQ (M7-M9)."""
