"""DynamoDB and S3: moto keeps items and objects, the service makes stream records and notifications of what changes.

While a mock of moto's is active, it answers the clients, and `dynamodb` and `s3` look at what has become of its tables
and buckets; without one, the service's own tables and buckets answer what they can answer exactly. `mock`,
`moto_tables` and `moto_buckets` are the files that touch moto's insides.
"""
