"""Lambda's API for clients of botocore: what AWS's operations do to a `LambdaService`, and what they answer."""
