"""What AWS adds to code that stands in a template itself."""

from __future__ import annotations

#: Lambda Developer Guide, "cfn-response module": functions whose code is in ZipFile can import it
_SOURCE = '''"""Tells CloudFormation the outcome of a request for a custom resource."""

import json
import urllib.request

SUCCESS, FAILED = "SUCCESS", "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    """Put the outcome to where the event says."""
    body = json.dumps(
        {
            "Status": responseStatus,
            "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
            "PhysicalResourceId": physicalResourceId or context.log_stream_name,
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "NoEcho": noEcho,
            "Data": responseData,
        }
    ).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"content-type": ""})
    with urllib.request.urlopen(request) as answer:
        print("Status code:", answer.status)
'''


def cfnresponse() -> str:
    """The source of the module `cfnresponse`."""
    return _SOURCE
