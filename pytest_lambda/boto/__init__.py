"""boto3's Lambda client reaches the simulation: `client.invoke(...)`, in a handler or in a test.

`bridge` connects a service with botocore, `connections` the clients of WebSocket APIs; `wiring` is the one file that
touches botocore's and moto's insides.

Who answers a request of a Lambda client, the first that can:

1. a `Stubber` on the client, and handlers that the test has registered for botocore's events itself;
2. an endpoint outside of AWS, if the client was given one (`endpoint_url`, `AWS_ENDPOINT_URL`);
3. for Invoke, the simulation of the region that the request is signed for, if a bridge to it is open;
4. moto, if a mock is active;
5. nobody: the request is refused, with the operation's name.

While a bridge is open no request of a Lambda client leaves for AWS, whatever `allow_aws` says. Clients of
aiobotocore are not served; while a function runs its guard refuses them.

Of a client of `apigatewaymanagementapi` the host decides: that of an API that is open is the simulation's, even under
moto; all else is as above.
"""
