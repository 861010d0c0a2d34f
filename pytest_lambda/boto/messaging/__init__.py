"""Queues, topics, buses and streams of a `LambdaService` for clients of botocore.

`wire` reads requests and writes responses by botocore's own API models, in whatever protocol a client speaks. Each
service has a package or module of its own with its operations; `adoption` brings what lives in a mock of moto over
into the service, once the service is to do something with it.
"""
