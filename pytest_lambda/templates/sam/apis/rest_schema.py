"""The properties of `AWS::Serverless::Api`."""

from __future__ import annotations

from pytest_lambda.templates.sam.schema import FLAG, LIST, MAP, PLAIN_FLAG, TEXT, TEXT_OR_MAP, WHOLE, Schema, kinds

REST_API = Schema(
    "AWS::Serverless::Api",
    {
        **kinds(
            TEXT,
            "CacheClusterSize OpenApiVersion Description Mode ApiKeySourceType SecurityPolicy EndpointAccessMode",
        ),
        **kinds(
            MAP,
            "Tags DefinitionBody Variables Auth GatewayResponses AccessLogSetting CanarySetting Models Domain",
        ),
        **kinds(TEXT_OR_MAP, "Name StageName DefinitionUri EndpointConfiguration Cors Policy"),
        **kinds(LIST, "MethodSettings BinaryMediaTypes"),
        **kinds(FLAG, "PropagateTags CacheClusterEnabled TracingEnabled FailOnWarnings DisableExecuteApiEndpoint"),
        **kinds(PLAIN_FLAG, "MergeDefinitions AlwaysDeploy"),
        "MinimumCompressionSize": WHOLE,
    },
    ("StageName",),
)

#: properties that a REST API of API Gateway has by the same name
SAME = (
    "MinimumCompressionSize", "FailOnWarnings", "Name", "Description", "Mode", "ApiKeySourceType", "Policy",
    "SecurityPolicy", "EndpointAccessMode",
)  # fmt: skip

#: properties that its stage has
STAGE = (
    "CacheClusterEnabled", "CacheClusterSize", "Variables", "MethodSettings", "AccessLogSetting", "CanarySetting",
    "TracingEnabled",
)  # fmt: skip
