"""boto3's clients reach the simulation: `client.invoke(...)`, in a handler or in a test.

`bridge` connects a service with botocore, `lambda_api` has the operations of Lambda's API, `logs_api` those of
CloudWatch Logs, `connections` the clients of WebSocket APIs; `wiring` is the one file that changes botocore
and what moto answers, `mock` tells of the mock that is active.

Who answers a request of a Lambda client, the first that can:

1. a `Stubber` on the client, and handlers that the test has registered for botocore's events itself;
2. an endpoint outside of AWS, if the client was given one (`endpoint_url`, `AWS_ENDPOINT_URL`);
3. the simulation of the region that the request is signed for, if a bridge to it is open: all of Lambda's operations
   if there is a service behind it, else Invoke alone;
4. moto, if a mock is active;
5. nobody: the request is refused, with the operation's name.

While a bridge is open no request of a Lambda client leaves for AWS, whatever `allow_aws` says. Clients of
aiobotocore are not served; while a function runs its guard refuses them.

Queues, topics, buses, streams, schedules (`messaging`), tables and buckets (`storage`) have doors of their own, to
which `exchange` leads the requests of their services: what is about a resource that the service knows is its own even
under moto, all else is moto's, and without a mock it is refused in AWS's words.

Of a client of `apigatewaymanagementapi` the host decides: that of an API that is open is the simulation's, even under
moto; all else is as above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.lazy_names import lazily

if TYPE_CHECKING:
    from pytest_lambda.service.deployments.packages import zipped

#: public name -> the module of this package that holds it
_HOMES = {"zipped": "lambda_api.code_sources"}

__all__ = ["zipped"]

__getattr__, __dir__ = lazily(__name__, _HOMES)
