"""Where Powertools keeps state, read in its releases 2.20 to 3.37.

Left out: what instances keep (the function's modules make them anew), caches whose content depends on nothing
but code (compiled patterns), and the loggers, which are in `loggers`.
"""

from __future__ import annotations

from pytest_lambda.runtime.powertools.row import (
    Row,
    is_absent,
    is_default_config,
    is_empty,
    is_initialization_type,
    is_module_logger,
    is_new_list,
    is_none,
    is_true,
    is_true_unless_provisioned,
)

PACKAGE = "aws_lambda_powertools"

_LOGGER = f"{PACKAGE}.logging.logger"
_TRACER = f"{PACKAGE}.tracing.tracer"
_COLD_START = f"{PACKAGE}.metrics.provider.cold_start"
_METRICS_BASE = f"{PACKAGE}.metrics.base"
_METRICS = f"{PACKAGE}.metrics.metrics"
_DATADOG = f"{PACKAGE}.metrics.provider.datadog.metrics"
_PARAMETERS = f"{PACKAGE}.utilities.parameters"
_API_GATEWAY = f"{PACKAGE}.event_handler.api_gateway"
_APPSYNC = f"{PACKAGE}.event_handler.graphql_appsync.router"
_APPSYNC_EVENTS = f"{PACKAGE}.event_handler.events_appsync.router"
_CIRCUIT_BREAKER = f"{PACKAGE}.utilities.circuit_breaker.base"

#: in this order: a later row may read what an earlier one has set
TABLE = (
    Row(_LOGGER, "is_cold_start", is_true),
    Row(_TRACER, "is_cold_start", is_true),
    Row(_TRACER, "Tracer._config", is_default_config),
    # metrics: one set of dictionaries for all instances, emptied and never replaced
    Row(_COLD_START, "initialization_type", is_initialization_type, optional=True),
    Row(_COLD_START, "is_cold_start", is_true_unless_provisioned),
    Row(_METRICS_BASE, "is_cold_start", is_true),
    Row(_METRICS, "Metrics._metrics", is_empty),
    Row(_METRICS, "Metrics._dimensions", is_empty),
    Row(_METRICS, "Metrics._metadata", is_empty),
    Row(_METRICS, "Metrics._default_dimensions", is_empty),
    Row(_METRICS, "EphemeralMetrics._dimensions", is_empty, optional=True),
    Row(_METRICS, "EphemeralMetrics._default_dimensions", is_empty, optional=True),
    Row(_DATADOG, "DatadogMetrics._metrics", is_empty),
    Row(_DATADOG, "DatadogMetrics._default_tags", is_empty),
    # parameters: the providers that the module's functions make, with their caches
    Row(f"{_PARAMETERS}.base", "DEFAULT_PROVIDERS", is_empty),
    Row(f"{_PARAMETERS}.constants", "DEFAULT_PROVIDERS", is_empty),
    # event handlers: the event at hand is kept on the class
    Row(_API_GATEWAY, "BaseRouter.current_event", is_absent),
    Row(_API_GATEWAY, "BaseRouter.lambda_context", is_absent),
    Row(_APPSYNC, "Router.current_event", is_none),
    Row(_APPSYNC, "Router.lambda_context", is_none),
    Row(_APPSYNC, "Router.current_batch_event", is_new_list),
    Row(_APPSYNC_EVENTS, "Router.current_event", is_absent),
    Row(_APPSYNC_EVENTS, "Router.lambda_context", is_absent),
    # the rest
    Row(f"{PACKAGE}.utilities.feature_flags.schema", "LOGGER", is_module_logger),
    Row(f"{PACKAGE}.utilities.parser.functions", "CACHE_TYPE_ADAPTER", is_empty, optional=True),
    Row(f"{PACKAGE}.utilities.kafka.deserializer.deserializer", "_deserializer_cache", is_empty),
    Row(f"{PACKAGE}.utilities.metadata.lambda_metadata", "_cache", is_empty),
    Row(f"{PACKAGE}.utilities.auth_alpha.jwt._internal.jwks", "_caches", is_empty),
    Row(_CIRCUIT_BREAKER, "_LOCAL_FAILURES", is_empty),
    Row(_CIRCUIT_BREAKER, "_LOCAL_SUCCESSES", is_empty),
    Row(_CIRCUIT_BREAKER, "_LAST_OBSERVED_STATE", is_empty),
)
