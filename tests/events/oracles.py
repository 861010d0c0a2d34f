"""Judges of events that are not ours, source by source, with their known errors.

An oracle gets a deep copy: some change what they are given. A source that nobody else judges says so.
"""

from __future__ import annotations

import copy
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

#: the name of a judge, or what gives it for an event
Naming: TypeAlias = "str | Callable[[dict[str, Any]], str | None] | None"


@dataclass(frozen=True)
class Oracle:
    """Who judges the events of a source.

    Attributes:
        model: pydantic model of Powertools' parser.
        data_class: Powertools' data class, of which every public property must be readable; with its module, if it
            is not in the package.
        mangum: the adapter that Mangum must choose.
        exempt: tells events that the model refuses in error, with the reason.
        unreadable: properties of the data class that raise in error.
    """

    model: Naming = None
    data_class: Naming = None
    mangum: str | None = None
    exempt: Callable[[dict[str, Any]], str | None] = lambda event: None
    unreadable: frozenset[str] = frozenset()


NO_ORACLE = Oracle()

#: properties that decode a body of a kind that an event need not have
_NESTED = frozenset({"decoded_nested_s3_event", "decoded_nested_sns_event", "json_body"})

_WEBSOCKET = {
    "CONNECT": "APIGatewayWebSocketConnectEventModel",
    "MESSAGE": "APIGatewayWebSocketMessageEventModel",
    "DISCONNECT": "APIGatewayWebSocketDisconnectEventModel",
}

def _s3_without_size(event: dict[str, Any]) -> str | None:
    names = ("ObjectTagging:Put", "ObjectAcl:Put")
    if any(record["eventName"] in names for record in event["Records"]):
        return "the model demands size on all but removals; recorded events of tags and ACLs have none"
    return None



def _cognito_only(source: str) -> Callable[[dict[str, Any]], str | None]:
    def exempt(event: dict[str, Any]) -> str | None:
        return None if event["triggerSource"] == source else f"the model takes {source} alone"

    return exempt


def _cognito_session(event: dict[str, Any]) -> str | None:
    names = [each["challengeName"] for each in event["request"]["session"]]
    return "the model does not know custom challenges" if "CUSTOM_CHALLENGE" in names else None


def _cognito_password(event: dict[str, Any]) -> str | None:
    return "the model wants a forgotten password" if event["request"]["password"] is None else None


def _cognito(model: str, data_class: str, **more: Any) -> Oracle:
    return Oracle(f"Cognito{model}TriggerModel", f"cognito_user_pool_event.{data_class}TriggerEvent", **more)

#: asks for a field that only payload format 1.0 of HTTP APIs has, and for decoded JSON
_NOT_IN_REST = frozenset({"json_body", "version"})


def _payload(model_1: str, model_2: str) -> Callable[[dict[str, Any]], str]:
    return lambda event: model_1 if event["version"] == "1.0" else model_2


def _alb_with_lists(event: dict[str, Any]) -> str | None:
    return "the model demands headers, which are in multiValueHeaders" if "multiValueHeaders" in event else None


def _read_identity(name: str) -> Callable[[dict[str, Any]], str | None]:
    """The data classes take users of OpenID Connect for Cognito's, and what authorizers let in for IAM's."""
    return lambda event: name if event["identity"] is None or "sourceIp" in event["identity"] else None


#: of data that is neither text nor JSON; a field that only Powertools' sample has
_NOT_IN_MQ = frozenset({"decoded_data", "json_data", "connection_id"})
#: of values that are not JSON
_KAFKA_NOT_TEXT = frozenset({"json_value"})


def _kafka_not_text(event: dict[str, Any]) -> str | None:
    values = [record["value"] for records in event["records"].values() for record in records]
    try:
        for value in values:
            b64decode(value).decode()
    except UnicodeDecodeError:
        return "the model demands values that are UTF-8"
    return None



def _connect_class(event: dict[str, Any]) -> str | None:
    """It knows calls and chats by telephone number alone."""
    contact = event["Details"]["ContactData"]
    known = contact["Channel"] in ("VOICE", "CHAT") and contact["InitiationMethod"] in ("INBOUND", "OUTBOUND", "API")
    return "ConnectContactFlowEvent" if known else None

def _ses_of_another_kind(event: dict[str, Any]) -> str | None:
    if any(record["ses"]["receipt"]["action"]["invocationType"] != "Event" for record in event["Records"]):
        return "the model only knows asynchronous actions"
    return None


#: by the builder's name
ORACLES: dict[str, Oracle] = {
    "kinesis_dynamodb": Oracle("KinesisDataStreamModel", "KinesisStreamEvent"),
    "s3_batch": Oracle("S3BatchOperationModel", "S3BatchOperationEvent"),
    "s3_object_lambda": Oracle(
        # 1.3: model and data class know GetObject only
        lambda event: "S3ObjectLambdaEvent" if "getObjectContext" in event else None,
        lambda event: "s3_object_event.S3ObjectLambdaEvent" if "getObjectContext" in event else None,
        unreadable=frozenset({"user_name"}),  # of roles
    ),
    "alexa_skill": NO_ORACLE,
    "alexa_smart_home": NO_ORACLE,
    "activemq": Oracle(None, "active_mq_event.ActiveMQEvent", unreadable=_NOT_IN_MQ),
    "documentdb": NO_ORACLE,
    "edge_origin_request": Oracle(mangum="LambdaAtEdge"),
    "edge_origin_response": Oracle(mangum="LambdaAtEdge"),
    "edge_viewer_request": Oracle(mangum="LambdaAtEdge"),
    "edge_viewer_response": Oracle(mangum="LambdaAtEdge"),
    "connect": Oracle(
        None,
        _connect_class,
        unreadable=frozenset({"start_fragment_number", "start_timestamp", "stream_arn"}),  # of a stream that is null
    ),
    "lex_v2": NO_ORACLE,
    "appsync_authorizer": Oracle(data_class="appsync_authorizer_event.AppSyncAuthorizerEvent"),
    "appsync_events": Oracle(
        "AppSyncEventsModel",
        _read_identity("AppSyncResolverEventsEvent"),
        # AWS: payloads are any JSON; the model wants objects
        exempt=lambda event: (
            None if all(isinstance(each["payload"], dict) for each in event["events"] or []) else "payloads"
        ),
    ),
    "appsync_resolver": Oracle("AppSyncResolverEventModel", _read_identity("AppSyncResolverEvent")),
    "bedrock_agent": Oracle("BedrockAgentEventModel", "BedrockAgentEvent"),
    "bedrock_agent_function": Oracle("BedrockAgentFunctionEventModel", "BedrockAgentFunctionEvent"),
    "alb": Oracle("AlbModel", "ALBEvent", "ALB", exempt=_alb_with_lists, unreadable=frozenset({"json_body"})),
    "firehose": Oracle(
        "KinesisFirehoseModel",
        "KinesisFirehoseEvent",
        unreadable=frozenset({"data_as_text", "data_as_json"}),  # of data that is neither
    ),
    "function_url": Oracle(
        "LambdaFunctionUrlModel", "LambdaFunctionUrlEvent", "HTTPGateway", unreadable=frozenset({"json_body"})
    ),
    "http_api": Oracle(
        _payload("APIGatewayProxyEventModel", "APIGatewayProxyEventV2Model"),
        _payload("APIGatewayProxyEvent", "APIGatewayProxyEventV2"),
        "HTTPGateway",
        unreadable=frozenset({"json_body"}),
    ),
    "msk": Oracle("KafkaMskEventModel", "kafka_event.KafkaEvent", exempt=_kafka_not_text, unreadable=_KAFKA_NOT_TEXT),
    "rabbitmq": Oracle(None, "rabbit_mq_event.RabbitMQEvent", unreadable=_NOT_IN_MQ),
    "rest_api": Oracle("APIGatewayProxyEventModel", "APIGatewayProxyEvent", "APIGateway", unreadable=_NOT_IN_REST),
    "self_managed_kafka": Oracle("KafkaSelfManagedEventModel", "kafka_event.KafkaEvent", exempt=_kafka_not_text, unreadable=_KAFKA_NOT_TEXT),
    "vpc_lattice": Oracle(
        # VpcLatticeV2Model wants single values, but headers and query of version 2 have lists of them
        lambda event: "VpcLatticeModel" if "raw_path" in event else None,
        lambda event: "VPCLatticeEvent" if "raw_path" in event else "VPCLatticeEventV2",
        # of requests without a body, with binary ones, and with those that are not JSON
        unreadable=frozenset({"body", "decoded_body", "json_body"}),
    ),
    "iot_custom_authorizer": NO_ORACLE,
    "iot_rule": NO_ORACLE,
    "step_functions": NO_ORACLE,
    "cloudformation_custom_resource": Oracle(
        lambda event: f"CloudFormationCustomResource{event['RequestType']}Model", "CloudFormationCustomResourceEvent"
    ),
    "secrets_manager_rotation": Oracle(None, "SecretsManagerEvent"),
    # the data class wants a password also of users with a key
    "transfer_family": Oracle("TransferFamilyAuthorizer", "TransferFamilyAuthorizer", unreadable=frozenset({"password"})),
    "http_api_authorizer": Oracle(
        _payload("ApiGatewayAuthorizerRequest", "ApiGatewayAuthorizerRequestV2"),
        _payload(
            "api_gateway_authorizer_event.APIGatewayAuthorizerRequestEvent",
            "api_gateway_authorizer_event.APIGatewayAuthorizerEventV2",
        ),
        unreadable=frozenset({"cookies", "query_string_parameters"}),  # which are absent if they are empty
    ),
    "rest_api_authorizer_request": Oracle(
        "ApiGatewayAuthorizerRequest",
        "api_gateway_authorizer_event.APIGatewayAuthorizerRequestEvent",
        # payload format 1.0 of HTTP APIs has them, REST APIs have not
        unreadable=frozenset({"version", "identity_source", "authorization_token"}),
    ),
    "rest_api_authorizer_token": Oracle(
        "ApiGatewayAuthorizerToken", "api_gateway_authorizer_event.APIGatewayAuthorizerTokenEvent"
    ),
    "websocket_authorizer": NO_ORACLE,
    "cognito_create_auth_challenge": _cognito(
        "CreateAuthChallenge",
        "CreateAuthChallenge",
        exempt=_cognito_session,
        unreadable=frozenset({"public_challenge_parameters", "private_challenge_parameters", "challenge_metadata"}),
    ),
    "cognito_custom_email_sender": _cognito(
        "CustomEmailSender", "CustomEmailSender", exempt=_cognito_only("CustomEmailSender_SignUp")
    ),
    "cognito_custom_message": _cognito("CustomMessage", "CustomMessage"),
    "cognito_custom_sms_sender": _cognito(
        "CustomSMSSender", "CustomSMSSender", exempt=_cognito_only("CustomSMSSender_SignUp")
    ),
    "cognito_define_auth_challenge": _cognito("DefineAuthChallenge", "DefineAuthChallenge", exempt=_cognito_session),
    "cognito_inbound_federation": NO_ORACLE,
    "cognito_post_authentication": _cognito("PostAuthentication", "PostAuthentication"),
    "cognito_post_confirmation": _cognito(
        "PostConfirmation", "PostConfirmation", exempt=_cognito_only("PostConfirmation_ConfirmSignUp")
    ),
    "cognito_pre_authentication": _cognito("PreAuthentication", "PreAuthentication"),
    "cognito_pre_sign_up": _cognito("PreSignup", "PreSignUp", exempt=_cognito_only("PreSignUp_SignUp")),
    # the model of versions 2 and 3 takes a dictionary for the list of scopes
    "cognito_pre_token_generation": Oracle(
        lambda event: "CognitoPreTokenGenerationTriggerModelV1" if event["version"] == "1" else None,
        lambda event: (
            f"cognito_user_pool_event.PreTokenGeneration{'' if event['version'] == '1' else 'V2'}TriggerEvent"
        ),
    ),
    "cognito_user_migration": _cognito("MigrateUser", "UserMigration", exempt=_cognito_password),
    # the model wants an answer before the function has given one; in recordings it is null
    "cognito_verify_auth_challenge": Oracle(
        None, "cognito_user_pool_event.VerifyAuthChallengeResponseTriggerEvent"
    ),
    "dynamodb": Oracle("DynamoDBStreamModel", "DynamoDBStreamEvent"),
    "dynamodb_time_window": Oracle("DynamoDBStreamModel", "DynamoDBStreamEvent"),
    "kinesis": Oracle("KinesisDataStreamModel", "KinesisStreamEvent"),
    "kinesis_time_window": Oracle("KinesisDataStreamModel", "KinesisStreamEvent"),
    "sqs": Oracle("SqsModel", "SQSEvent", unreadable=_NESTED),
    "websocket": Oracle(
        lambda event: _WEBSOCKET[event["requestContext"]["eventType"]],
        "api_gateway_websocket_event.APIGatewayWebSocketEvent",
        unreadable=frozenset({"json_body"}),  # of messages that are not JSON
    ),
    # its `size` and `sequencer` raise on events that have none
    "s3": Oracle("S3Model", "S3Event", exempt=_s3_without_size, unreadable=frozenset({"size", "sequencer"})),
    "s3_test_event": NO_ORACLE,
    # messages of FIFO topics have no signature
    "sns": Oracle("SnsModel", "SNSEvent", unreadable=frozenset({"signature", "signature_version", "signing_cert_url"})),
    "eventbridge": Oracle("EventBridgeModel", "EventBridgeEvent"),
    "scheduled_event": Oracle("EventBridgeModel", "EventBridgeEvent"),
    # both raise where S3 has none: on buckets without versions, on ACLs, tags and restores
    "s3_eventbridge": Oracle(
        "S3EventNotificationEventBridgeModel",
        "S3EventBridgeNotificationEvent",
        unreadable=frozenset({"version_id", "sequencer"}),
    ),
    "cloudwatch_logs": Oracle("CloudWatchLogsModel", "CloudWatchLogsEvent"),
    "cloudwatch_alarm": Oracle(data_class="CloudWatchAlarmEvent"),
    "lambda_destination": NO_ORACLE,
    "codecommit": NO_ORACLE,
    # they raise of a job without input, and of parameters that are no JSON
    "codepipeline": Oracle(
        data_class="CodePipelineJobEvent",
        unreadable=frozenset({"input_bucket_name", "input_object_key", "decoded_user_parameters"}),
    ),
    # its invoking event is another class for each type of message
    "config_rule": Oracle(data_class="AWSConfigRuleEvent"),
    "ses": Oracle("SesModel", "SESEvent", exempt=_ses_of_another_kind),
}


def complaints(source: str, event: dict[str, Any]) -> list[str]:
    """What the oracles of a source say against an event."""
    oracle = ORACLES[source]
    found = []
    model, data_class = _named(oracle.model, event), _named(oracle.data_class, event)
    if model is not None and oracle.exempt(event) is None:
        found += _model_complaints(model, copy.deepcopy(event))
    if data_class is not None:
        found += _data_class_complaints(data_class, oracle.unreadable, copy.deepcopy(event))
    if oracle.mangum is not None:
        found += _mangum_complaints(oracle.mangum, copy.deepcopy(event))
    return found


def _loaded_models() -> Any:
    parser = "aws_lambda_powertools.utilities.parser"
    for module in map(import_module, (parser, f"{parser}.envelopes", f"{parser}.models")):
        for name in module.__all__:
            getattr(module, name)
    return import_module(f"{parser}.models")


#: loaded before any test runs: where they are not, freezegun's scan loads them in the middle of freezing the time
_MODELS = _loaded_models()


def _model_complaints(name: str, event: dict[str, Any]) -> list[str]:
    from pydantic import ValidationError

    model: Any = getattr(_MODELS, name)
    try:
        model.model_validate(event)
    except ValidationError as error:
        return [f"{name}: {each['loc']}: {each['msg']}" for each in error.errors(include_input=False)]
    return []


def _named(name: Naming, event: dict[str, Any]) -> str | None:
    return name(event) if callable(name) else name


def _data_class_complaints(name: str, known: frozenset[str], event: dict[str, Any]) -> list[str]:
    module, _, last = f"aws_lambda_powertools.utilities.data_classes.{name}".rpartition(".")
    kind: Any = getattr(import_module(module), last)
    return [f"{name}{each}" for each in _unreadable(kind(event), known, "", 0)]


def _unreadable(value: Any, known: frozenset[str], path: str, depth: int) -> list[str]:
    if depth > 6:
        return []
    found = []
    for name in dir(type(value)):
        if name.startswith("_") or not isinstance(getattr(type(value), name), property) or name in known:
            continue
        try:
            inner = getattr(value, name)
            inner = list(inner) if name in ("records", "record") and not isinstance(inner, (str, dict)) else inner
        except Exception as error:
            found.append(f"{path}.{name}: {error!r}")
            continue
        for each in inner if isinstance(inner, list) else [inner]:
            if type(each).__module__.startswith("aws_lambda_powertools"):
                found += _unreadable(each, known, f"{path}.{name}", depth + 1)
    return found


def _mangum_complaints(expected: str, event: dict[str, Any]) -> list[str]:
    from mangum import handlers

    event = json.loads(json.dumps(event))
    for name in ("ALB", "HTTPGateway", "APIGateway", "LambdaAtEdge"):  # the order in which Mangum asks
        if getattr(handlers, name).infer(event, None, {}):
            return [] if name == expected else [f"Mangum takes it for {name}, expected {expected}"]
    return ["Mangum does not recognise it"]
