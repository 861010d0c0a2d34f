"""One right answer to every source, without an event."""

from __future__ import annotations

from typing import Any

_HTTP = {"statusCode": 200, "headers": {"a": "b"}, "body": "hello", "isBase64Encoded": False}
_POLICY = {
    "principalId": "user",
    "policyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ["arn:aws:execute-api:*"]}],
    },
    "context": {"a": 1},
}
_FAILURES = {"batchItemFailures": [{"itemIdentifier": "1"}]}
_REQUEST = {"method": "GET", "uri": "/", "querystring": "", "headers": {"a": [{"key": "A", "value": "b"}]}}
_RESPONSE = {"status": "200", "headers": {"a": [{"key": "A", "value": "b"}]}, "body": "hello"}


def cognito(response: Any) -> dict[str, Any]:
    """The event, as far as Cognito's rules look at it."""
    parts = {"region": "us-east-1", "userPoolId": "us-east-1_a", "callerContext": {}, "triggerSource": "T_S"}
    return {"version": "1", **parts, "request": {"userAttributes": {"email": "a"}}, "response": response}


RIGHT: dict[str, Any] = {
    "alb": _HTTP,
    "alexa_skill": {"version": "1.0", "response": {"outputSpeech": {"type": "PlainText", "text": "a"}}},
    "alexa_smart_home": {
        "event": {
            "header": {"namespace": "Alexa", "name": "Response", "messageId": "m", "payloadVersion": "3"},
            "payload": {},
        }
    },
    "appsync_authorizer": {"isAuthorized": True, "deniedFields": ["A.b"], "resolverContext": {"a": 1}},
    "bedrock_agent": {
        "messageVersion": "1.0",
        "response": {"actionGroup": "a", "apiPath": "/", "httpMethod": "GET", "responseBody": {"text/plain": {"body": "a"}}},
    },
    "bedrock_agent_function": {
        "messageVersion": "1.0",
        "response": {"actionGroup": "a", "function": "f", "functionResponse": {"responseBody": {"TEXT": {"body": "a"}}}},
    },
    "cloudformation_custom_resource": {
        "Status": "FAILED",
        "Reason": "why",
        "PhysicalResourceId": "p",
        "StackId": "s",
        "RequestId": "r",
        "LogicalResourceId": "l",
    },
    "cognito_create_auth_challenge": cognito({"publicChallengeParameters": {"a": "b"}}),
    "cognito_custom_email_sender": None,
    "cognito_custom_message": cognito({"smsMessage": "a", "emailMessage": None}),
    "cognito_custom_sms_sender": None,
    "cognito_define_auth_challenge": cognito({"issueTokens": True}),
    "cognito_post_authentication": cognito({}),
    "cognito_post_confirmation": cognito({}),
    "cognito_pre_authentication": cognito({}),
    "cognito_pre_sign_up": cognito({"autoVerifyEmail": True}),
    "cognito_pre_token_generation": cognito({"claimsOverrideDetails": {"claimsToSuppress": ["email"]}}),
    "cognito_user_migration": cognito({"userAttributes": {"email": "a"}}),
    "cognito_verify_auth_challenge": cognito({"answerCorrect": True}),
    "connect": {"a": "b"},
    "dynamodb": _FAILURES,
    "dynamodb_time_window": {"state": {"a": 1}, **_FAILURES},
    "edge_origin_request": _REQUEST,
    "edge_origin_response": _RESPONSE,
    "edge_viewer_request": _RESPONSE,
    "edge_viewer_response": _RESPONSE,
    "firehose": {"records": [{"recordId": "1", "result": "Ok", "data": "YQ=="}]},
    "function_url": {**_HTTP, "cookies": ["a=b"]},
    "http_api": {**_HTTP, "cookies": ["a=b"]},
    "http_api_authorizer": _POLICY,
    "iot_custom_authorizer": {
        "isAuthenticated": True,
        "principalId": "a",
        "policyDocuments": [_POLICY["policyDocument"]],
        "disconnectAfterInSeconds": 3600,
        "refreshAfterInSeconds": 300,
    },
    "kinesis": _FAILURES,
    "kinesis_time_window": {"state": {"a": 1}, **_FAILURES},
    "lex_v2": {
        "sessionState": {"dialogAction": {"type": "Close"}, "intent": {"name": "a", "state": "Fulfilled"}},
        "messages": [{"contentType": "PlainText", "content": "a"}],
    },
    "rest_api": {**_HTTP, "multiValueHeaders": {"a": ["b"]}},
    "rest_api_authorizer_request": _POLICY,
    "rest_api_authorizer_token": _POLICY,
    "s3_batch": {
        "invocationSchemaVersion": "1.0",
        "invocationId": "i",
        "results": [{"taskId": "t", "resultCode": "Succeeded", "resultString": "a"}],
    },
    "s3_object_lambda": {"statusCode": 200},
    "sqs": _FAILURES,
    "step_functions": {"a": 1},
    "transfer_family": {"Role": "arn:aws:iam::123456789012:role/a", "PublicKeys": ["ssh-rsa A"], "Policy": "{}"},
    "websocket": _HTTP,
    "websocket_authorizer": _POLICY,
}
