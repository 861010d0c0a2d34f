"""Hypothesis strategies for the events of every source: the builder's name and `_events`.

Parameters take strategies for the parts that a handler cares about. Only what varies is drawn, the envelope is
computed by the builder, so every example keeps every rule of `pytest_lambda.events.check`, and shrinks to a small
event. Events happen at the first moment of 2026, or when a test's frozen clock says, or when `world` says.
"""

# ruff: noqa: E501, I001 - one import a line, in the order of the names, however long

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.lazy_names import lazily

if TYPE_CHECKING:
    from pytest_lambda.strategies.amazon_mq import activemq_events as activemq_events
    from pytest_lambda.strategies.alb import alb_events as alb_events
    from pytest_lambda.strategies.alb import alb_health_check_events as alb_health_check_events
    from pytest_lambda.strategies.alexa import alexa_skill_events as alexa_skill_events
    from pytest_lambda.strategies.alexa import alexa_smart_home_events as alexa_smart_home_events
    from pytest_lambda.strategies.appsync import appsync_authorizer_events as appsync_authorizer_events
    from pytest_lambda.strategies.appsync import appsync_events_events as appsync_events_events
    from pytest_lambda.strategies.appsync import appsync_resolver_events as appsync_resolver_events
    from pytest_lambda.strategies.bedrock_agent import bedrock_agent_events as bedrock_agent_events
    from pytest_lambda.strategies.bedrock_agent import bedrock_agent_function_events as bedrock_agent_function_events
    from pytest_lambda.strategies.cloudformation import cloudformation_custom_resource_events as cloudformation_custom_resource_events
    from pytest_lambda.strategies.cloudwatch_alarm import cloudwatch_alarm_events as cloudwatch_alarm_events
    from pytest_lambda.strategies.cloudwatch_logs import cloudwatch_logs_events as cloudwatch_logs_events
    from pytest_lambda.strategies.developer_tools import codecommit_events as codecommit_events
    from pytest_lambda.strategies.developer_tools import codepipeline_events as codepipeline_events
    from pytest_lambda.strategies.cognito import cognito_create_auth_challenge_events as cognito_create_auth_challenge_events
    from pytest_lambda.strategies.cognito import cognito_custom_email_sender_events as cognito_custom_email_sender_events
    from pytest_lambda.strategies.cognito import cognito_custom_message_events as cognito_custom_message_events
    from pytest_lambda.strategies.cognito import cognito_custom_sms_sender_events as cognito_custom_sms_sender_events
    from pytest_lambda.strategies.cognito import cognito_define_auth_challenge_events as cognito_define_auth_challenge_events
    from pytest_lambda.strategies.cognito import cognito_inbound_federation_events as cognito_inbound_federation_events
    from pytest_lambda.strategies.cognito import cognito_post_authentication_events as cognito_post_authentication_events
    from pytest_lambda.strategies.cognito import cognito_post_confirmation_events as cognito_post_confirmation_events
    from pytest_lambda.strategies.cognito import cognito_pre_authentication_events as cognito_pre_authentication_events
    from pytest_lambda.strategies.cognito import cognito_pre_sign_up_events as cognito_pre_sign_up_events
    from pytest_lambda.strategies.cognito import cognito_pre_token_generation_events as cognito_pre_token_generation_events
    from pytest_lambda.strategies.cognito import cognito_user_migration_events as cognito_user_migration_events
    from pytest_lambda.strategies.cognito import cognito_verify_auth_challenge_events as cognito_verify_auth_challenge_events
    from pytest_lambda.strategies.developer_tools import config_rule_events as config_rule_events
    from pytest_lambda.strategies.connect import connect_events as connect_events
    from pytest_lambda.strategies.documentdb import documentdb_events as documentdb_events
    from pytest_lambda.strategies.dynamodb import dynamodb_events as dynamodb_events
    from pytest_lambda.strategies.time_window import dynamodb_time_window_events as dynamodb_time_window_events
    from pytest_lambda.strategies.edge import edge_origin_request_events as edge_origin_request_events
    from pytest_lambda.strategies.edge import edge_origin_response_events as edge_origin_response_events
    from pytest_lambda.strategies.edge import edge_viewer_request_events as edge_viewer_request_events
    from pytest_lambda.strategies.edge import edge_viewer_response_events as edge_viewer_response_events
    from pytest_lambda.strategies.eventbridge import eventbridge_events as eventbridge_events
    from pytest_lambda.strategies.firehose import firehose_events as firehose_events
    from pytest_lambda.strategies.openapi import from_openapi as from_openapi
    from pytest_lambda.strategies.function_url import function_url_events as function_url_events
    from pytest_lambda.strategies.authorizers import http_api_authorizer_events as http_api_authorizer_events
    from pytest_lambda.strategies.http_api import http_api_events as http_api_events
    from pytest_lambda.strategies.iot import iot_custom_authorizer_events as iot_custom_authorizer_events
    from pytest_lambda.strategies.iot import iot_rule_events as iot_rule_events
    from pytest_lambda.strategies.kinesis_dynamodb import kinesis_dynamodb_events as kinesis_dynamodb_events
    from pytest_lambda.strategies.kinesis import kinesis_events as kinesis_events
    from pytest_lambda.strategies.time_window import kinesis_time_window_events as kinesis_time_window_events
    from pytest_lambda.runtime.context_strategy import lambda_contexts as lambda_contexts
    from pytest_lambda.strategies.lambda_destination import lambda_destination_events as lambda_destination_events
    from pytest_lambda.strategies.lex_v2 import lex_v2_events as lex_v2_events
    from pytest_lambda.strategies.kafka import msk_events as msk_events
    from pytest_lambda.strategies.amazon_mq import rabbitmq_events as rabbitmq_events
    from pytest_lambda.strategies.authorizers import rest_api_authorizer_request_events as rest_api_authorizer_request_events
    from pytest_lambda.strategies.authorizers import rest_api_authorizer_token_events as rest_api_authorizer_token_events
    from pytest_lambda.strategies.rest_api import rest_api_events as rest_api_events
    from pytest_lambda.strategies.s3_functions import s3_batch_events as s3_batch_events
    from pytest_lambda.strategies.eventbridge import s3_eventbridge_events as s3_eventbridge_events
    from pytest_lambda.strategies.s3 import s3_events as s3_events
    from pytest_lambda.strategies.s3_functions import s3_object_lambda_events as s3_object_lambda_events
    from pytest_lambda.strategies.s3 import s3_test_event_events as s3_test_event_events
    from pytest_lambda.strategies.eventbridge import scheduled_event_events as scheduled_event_events
    from pytest_lambda.strategies.secrets_manager import secrets_manager_rotation_events as secrets_manager_rotation_events
    from pytest_lambda.strategies.kafka import self_managed_kafka_events as self_managed_kafka_events
    from pytest_lambda.strategies.ses import ses_events as ses_events
    from pytest_lambda.strategies.sns import sns_events as sns_events
    from pytest_lambda.strategies.sqs import sqs_events as sqs_events
    from pytest_lambda.strategies.step_functions import step_functions_events as step_functions_events
    from pytest_lambda.strategies.transfer_family import transfer_family_events as transfer_family_events
    from pytest_lambda.strategies.vpc_lattice import vpc_lattice_events as vpc_lattice_events
    from pytest_lambda.strategies.authorizers import websocket_authorizer_events as websocket_authorizer_events
    from pytest_lambda.strategies.websocket import websocket_events as websocket_events

#: public name -> the module that holds it
_HOMES = {
    "activemq_events": "amazon_mq",
    "alb_events": "alb",
    "alb_health_check_events": "alb",
    "alexa_skill_events": "alexa",
    "alexa_smart_home_events": "alexa",
    "appsync_authorizer_events": "appsync",
    "appsync_events_events": "appsync",
    "appsync_resolver_events": "appsync",
    "bedrock_agent_events": "bedrock_agent",
    "bedrock_agent_function_events": "bedrock_agent",
    "cloudformation_custom_resource_events": "cloudformation",
    "cloudwatch_alarm_events": "cloudwatch_alarm",
    "cloudwatch_logs_events": "cloudwatch_logs",
    "codecommit_events": "developer_tools",
    "codepipeline_events": "developer_tools",
    "cognito_create_auth_challenge_events": "cognito",
    "cognito_custom_email_sender_events": "cognito",
    "cognito_custom_message_events": "cognito",
    "cognito_custom_sms_sender_events": "cognito",
    "cognito_define_auth_challenge_events": "cognito",
    "cognito_inbound_federation_events": "cognito",
    "cognito_post_authentication_events": "cognito",
    "cognito_post_confirmation_events": "cognito",
    "cognito_pre_authentication_events": "cognito",
    "cognito_pre_sign_up_events": "cognito",
    "cognito_pre_token_generation_events": "cognito",
    "cognito_user_migration_events": "cognito",
    "cognito_verify_auth_challenge_events": "cognito",
    "config_rule_events": "developer_tools",
    "connect_events": "connect",
    "documentdb_events": "documentdb",
    "dynamodb_events": "dynamodb",
    "dynamodb_time_window_events": "time_window",
    "edge_origin_request_events": "edge",
    "edge_origin_response_events": "edge",
    "edge_viewer_request_events": "edge",
    "edge_viewer_response_events": "edge",
    "eventbridge_events": "eventbridge",
    "firehose_events": "firehose",
    "from_openapi": "openapi",
    "function_url_events": "function_url",
    "http_api_authorizer_events": "authorizers",
    "http_api_events": "http_api",
    "iot_custom_authorizer_events": "iot",
    "iot_rule_events": "iot",
    "kinesis_dynamodb_events": "kinesis_dynamodb",
    "kinesis_events": "kinesis",
    "kinesis_time_window_events": "time_window",
    "lambda_contexts": "pytest_lambda.runtime.context_strategy",
    "lambda_destination_events": "lambda_destination",
    "lex_v2_events": "lex_v2",
    "msk_events": "kafka",
    "rabbitmq_events": "amazon_mq",
    "rest_api_authorizer_request_events": "authorizers",
    "rest_api_authorizer_token_events": "authorizers",
    "rest_api_events": "rest_api",
    "s3_batch_events": "s3_functions",
    "s3_eventbridge_events": "eventbridge",
    "s3_events": "s3",
    "s3_object_lambda_events": "s3_functions",
    "s3_test_event_events": "s3",
    "scheduled_event_events": "eventbridge",
    "secrets_manager_rotation_events": "secrets_manager",
    "self_managed_kafka_events": "kafka",
    "ses_events": "ses",
    "sns_events": "sns",
    "sqs_events": "sqs",
    "step_functions_events": "step_functions",
    "transfer_family_events": "transfer_family",
    "vpc_lattice_events": "vpc_lattice",
    "websocket_authorizer_events": "authorizers",
    "websocket_events": "websocket",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = lazily(__name__, _HOMES)
