"""CloudWatch Logs for clients of botocore: what functions of a `LambdaService` have written."""
