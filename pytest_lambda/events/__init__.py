"""Events of every source that invokes Lambda functions, in which all that belongs together agrees.

One function per source and shape makes plain dictionaries. Every builder takes, as far as they apply:

- the parts that a person thinks of (`queue_name=`, `key=`, `method=`, `body=`, …);
- AWS's own field names, to override anything: `events.sqs("a", messageId="...")`. What depends on a field follows,
  unless it is given too. Mappings are merged with what the builder makes; `ABSENT` removes a key;
- `time`: when it happens: a `datetime`, seconds since 1970 or ISO text. By default it is one moment per test, or the
  test's frozen time;
- `world`: a `pytest_lambda.World`: account, region, clock and seed. The same call in the same test gives the same
  event.

Nothing here imports pytest, Hypothesis or the runtime.
"""

# ruff: noqa: E501, I001 - one import a line, in the order of the names, however long

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.lazy_names import lazily

if TYPE_CHECKING:
    from pytest_lambda.events.building.overrides import ABSENT as ABSENT
    from pytest_lambda.events.judging.rulebook import Violation as Violation
    from pytest_lambda.events.builders.amazon_mq import activemq as activemq
    from pytest_lambda.events.builders.alb import alb as alb
    from pytest_lambda.events.builders.alb import alb_health_check as alb_health_check
    from pytest_lambda.events.builders.alexa import alexa_skill as alexa_skill
    from pytest_lambda.events.builders.alexa_smart_home import alexa_smart_home as alexa_smart_home
    from pytest_lambda.events.builders.appsync import appsync_authorizer as appsync_authorizer
    from pytest_lambda.events.builders.appsync import appsync_events as appsync_events
    from pytest_lambda.events.builders.appsync import appsync_resolver as appsync_resolver
    from pytest_lambda.events.builders.bedrock_agent import bedrock_agent as bedrock_agent
    from pytest_lambda.events.builders.bedrock_agent import bedrock_agent_function as bedrock_agent_function
    from pytest_lambda.events.judging.checking import check as check
    from pytest_lambda.events.judging.response_checking import check_response as check_response
    from pytest_lambda.events.builders.cloudformation import cloudformation_custom_resource as cloudformation_custom_resource
    from pytest_lambda.events.builders.cloudwatch_alarm import cloudwatch_alarm as cloudwatch_alarm
    from pytest_lambda.events.builders.cloudwatch_logs import cloudwatch_logs as cloudwatch_logs
    from pytest_lambda.events.builders.codecommit import codecommit as codecommit
    from pytest_lambda.events.builders.codepipeline import codepipeline as codepipeline
    from pytest_lambda.events.builders.cognito_challenges import cognito_create_auth_challenge as cognito_create_auth_challenge
    from pytest_lambda.events.builders.cognito_senders import cognito_custom_email_sender as cognito_custom_email_sender
    from pytest_lambda.events.builders.cognito import cognito_custom_message as cognito_custom_message
    from pytest_lambda.events.builders.cognito_senders import cognito_custom_sms_sender as cognito_custom_sms_sender
    from pytest_lambda.events.builders.cognito_challenges import cognito_define_auth_challenge as cognito_define_auth_challenge
    from pytest_lambda.events.builders.cognito_federation import cognito_inbound_federation as cognito_inbound_federation
    from pytest_lambda.events.builders.cognito import cognito_post_authentication as cognito_post_authentication
    from pytest_lambda.events.builders.cognito import cognito_post_confirmation as cognito_post_confirmation
    from pytest_lambda.events.builders.cognito import cognito_pre_authentication as cognito_pre_authentication
    from pytest_lambda.events.builders.cognito import cognito_pre_sign_up as cognito_pre_sign_up
    from pytest_lambda.events.builders.cognito import cognito_pre_token_generation as cognito_pre_token_generation
    from pytest_lambda.events.builders.cognito import cognito_user_migration as cognito_user_migration
    from pytest_lambda.events.builders.cognito_challenges import cognito_verify_auth_challenge as cognito_verify_auth_challenge
    from pytest_lambda.events.builders.config_rule import config_rule as config_rule
    from pytest_lambda.events.builders.connect import connect as connect
    from pytest_lambda.events.builders.documentdb import documentdb as documentdb
    from pytest_lambda.events.builders.dynamodb import dynamodb as dynamodb
    from pytest_lambda.events.builders.dynamodb import dynamodb_time_window as dynamodb_time_window
    from pytest_lambda.events.builders.edge import edge_origin_request as edge_origin_request
    from pytest_lambda.events.builders.edge import edge_origin_response as edge_origin_response
    from pytest_lambda.events.builders.edge import edge_viewer_request as edge_viewer_request
    from pytest_lambda.events.builders.edge import edge_viewer_response as edge_viewer_response
    from pytest_lambda.events.builders.eventbridge import eventbridge as eventbridge
    from pytest_lambda.events.builders.firehose import firehose as firehose
    from pytest_lambda.events.builders.function_url import function_url as function_url
    from pytest_lambda.events.builders.http_api import http_api as http_api
    from pytest_lambda.events.builders.http_api_authorizers import http_api_authorizer as http_api_authorizer
    from pytest_lambda.events.builders.iot import iot_custom_authorizer as iot_custom_authorizer
    from pytest_lambda.events.builders.iot import iot_rule as iot_rule
    from pytest_lambda.events.builders.kinesis import kinesis as kinesis
    from pytest_lambda.events.builders.kinesis_dynamodb import kinesis_dynamodb as kinesis_dynamodb
    from pytest_lambda.events.builders.kinesis import kinesis_time_window as kinesis_time_window
    from pytest_lambda.events.builders.lambda_destination import lambda_destination as lambda_destination
    from pytest_lambda.events.builders.lex_v2 import lex_v2 as lex_v2
    from pytest_lambda.events.builders.kafka import msk as msk
    from pytest_lambda.events.builders.amazon_mq import rabbitmq as rabbitmq
    from pytest_lambda.events.builders.rest_api import rest_api as rest_api
    from pytest_lambda.events.builders.rest_api_authorizers import rest_api_authorizer_request as rest_api_authorizer_request
    from pytest_lambda.events.builders.rest_api_authorizers import rest_api_authorizer_token as rest_api_authorizer_token
    from pytest_lambda.events.builders.s3 import s3 as s3
    from pytest_lambda.events.builders.s3_batch import s3_batch as s3_batch
    from pytest_lambda.events.builders.s3_eventbridge import s3_eventbridge as s3_eventbridge
    from pytest_lambda.events.builders.s3_object_lambda import s3_object_lambda as s3_object_lambda
    from pytest_lambda.events.builders.s3 import s3_test_event as s3_test_event
    from pytest_lambda.events.builders.eventbridge import scheduled_event as scheduled_event
    from pytest_lambda.events.builders.secrets_manager import secrets_manager_rotation as secrets_manager_rotation
    from pytest_lambda.events.builders.kafka import self_managed_kafka as self_managed_kafka
    from pytest_lambda.events.builders.ses import ses as ses
    from pytest_lambda.events.builders.sns import sns as sns
    from pytest_lambda.events.builders.sqs import sqs as sqs
    from pytest_lambda.events.builders.step_functions import step_functions as step_functions
    from pytest_lambda.events.builders.transfer_family import transfer_family as transfer_family
    from pytest_lambda.events.builders.vpc_lattice import vpc_lattice as vpc_lattice
    from pytest_lambda.events.builders.websocket import websocket as websocket
    from pytest_lambda.events.builders.http_api_authorizers import websocket_authorizer as websocket_authorizer

#: public name -> the module that holds it
_HOMES = {
    "ABSENT": "building.overrides",
    "Violation": "judging.rulebook",
    "activemq": "builders.amazon_mq",
    "alb": "builders.alb",
    "alb_health_check": "builders.alb",
    "alexa_skill": "builders.alexa",
    "alexa_smart_home": "builders.alexa_smart_home",
    "appsync_authorizer": "builders.appsync",
    "appsync_events": "builders.appsync",
    "appsync_resolver": "builders.appsync",
    "bedrock_agent": "builders.bedrock_agent",
    "bedrock_agent_function": "builders.bedrock_agent",
    "check": "judging.checking",
    "check_response": "judging.response_checking",
    "cloudformation_custom_resource": "builders.cloudformation",
    "cloudwatch_alarm": "builders.cloudwatch_alarm",
    "cloudwatch_logs": "builders.cloudwatch_logs",
    "codecommit": "builders.codecommit",
    "codepipeline": "builders.codepipeline",
    "cognito_create_auth_challenge": "builders.cognito_challenges",
    "cognito_custom_email_sender": "builders.cognito_senders",
    "cognito_custom_message": "builders.cognito",
    "cognito_custom_sms_sender": "builders.cognito_senders",
    "cognito_define_auth_challenge": "builders.cognito_challenges",
    "cognito_inbound_federation": "builders.cognito_federation",
    "cognito_post_authentication": "builders.cognito",
    "cognito_post_confirmation": "builders.cognito",
    "cognito_pre_authentication": "builders.cognito",
    "cognito_pre_sign_up": "builders.cognito",
    "cognito_pre_token_generation": "builders.cognito",
    "cognito_user_migration": "builders.cognito",
    "cognito_verify_auth_challenge": "builders.cognito_challenges",
    "config_rule": "builders.config_rule",
    "connect": "builders.connect",
    "documentdb": "builders.documentdb",
    "dynamodb": "builders.dynamodb",
    "dynamodb_time_window": "builders.dynamodb",
    "edge_origin_request": "builders.edge",
    "edge_origin_response": "builders.edge",
    "edge_viewer_request": "builders.edge",
    "edge_viewer_response": "builders.edge",
    "eventbridge": "builders.eventbridge",
    "firehose": "builders.firehose",
    "function_url": "builders.function_url",
    "http_api": "builders.http_api",
    "http_api_authorizer": "builders.http_api_authorizers",
    "iot_custom_authorizer": "builders.iot",
    "iot_rule": "builders.iot",
    "kinesis": "builders.kinesis",
    "kinesis_dynamodb": "builders.kinesis_dynamodb",
    "kinesis_time_window": "builders.kinesis",
    "lambda_destination": "builders.lambda_destination",
    "lex_v2": "builders.lex_v2",
    "msk": "builders.kafka",
    "rabbitmq": "builders.amazon_mq",
    "rest_api": "builders.rest_api",
    "rest_api_authorizer_request": "builders.rest_api_authorizers",
    "rest_api_authorizer_token": "builders.rest_api_authorizers",
    "s3": "builders.s3",
    "s3_batch": "builders.s3_batch",
    "s3_eventbridge": "builders.s3_eventbridge",
    "s3_object_lambda": "builders.s3_object_lambda",
    "s3_test_event": "builders.s3",
    "scheduled_event": "builders.eventbridge",
    "secrets_manager_rotation": "builders.secrets_manager",
    "self_managed_kafka": "builders.kafka",
    "ses": "builders.ses",
    "sns": "builders.sns",
    "sqs": "builders.sqs",
    "step_functions": "builders.step_functions",
    "transfer_family": "builders.transfer_family",
    "vpc_lattice": "builders.vpc_lattice",
    "websocket": "builders.websocket",
    "websocket_authorizer": "builders.http_api_authorizers",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = lazily(__name__, _HOMES)
