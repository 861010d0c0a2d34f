"""The CDK application that `cdk.out` was synthesized from; no test runs it."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_notifications as notifications
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

HERE = Path(__file__).parent


class ReportsStack(cdk.Stack):
    """Measurements come by a stream, and reports of them go into a bucket."""

    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        shared = lambda_.LayerVersion(
            self,
            "Reporting",
            code=lambda_.Code.from_asset(str(HERE / "layer")),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_12],
        )
        days = dynamodb.Table(
            self,
            "Days",
            partition_key=dynamodb.Attribute(name="sensor", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="day", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        )
        measurements = kinesis.Stream(self, "Measurements", shard_count=2)
        broken = sqs.Queue(self, "Broken", retention_period=cdk.Duration.days(14))
        collect = lambda_.Function(
            self,
            "Collect",
            runtime=lambda_.Runtime.PYTHON_3_12,
            handler="collect.handler",
            code=lambda_.Code.from_asset(str(HERE / "functions" / "collect")),
            timeout=cdk.Duration.seconds(20),
            layers=[shared],
            environment={"DAYS": days.table_name},
        )
        days.grant_read_write_data(collect)
        collect.add_event_source(
            sources.KinesisEventSource(
                measurements,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=50,
                retry_attempts=2,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                on_failure=sources.SqsDlq(broken),
            )
        )
        reports = s3.Bucket(self, "Reports")
        announced = sqs.Queue(self, "Announced")
        reports.add_event_notification(s3.EventType.OBJECT_CREATED, notifications.SqsDestination(announced))
        failed = sqs.Queue(self, "Failed")
        render = lambda_.Function(
            self,
            "Render",
            runtime=lambda_.Runtime.PYTHON_3_12,
            handler="render.handler",
            code=lambda_.Code.from_asset(str(HERE / "functions" / "render")),
            memory_size=512,
            timeout=cdk.Duration.seconds(60),
            layers=[shared],
            environment={"DAYS": days.table_name, "REPORTS": reports.bucket_name},
            retry_attempts=1,
            on_failure=destinations.SqsDestination(failed),
        )
        days.grant_read_data(render)
        reports.grant_write(render)
        api = apigateway.HttpApi(self, "Api")
        api.add_routes(
            path="/reports/{sensor}/{day}",
            methods=[apigateway.HttpMethod.PUT],
            integration=HttpLambdaIntegration("RenderIntegration", render),
        )
        cdk.CfnOutput(self, "Url", value=api.api_endpoint)


app = cdk.App(
    outdir=str(HERE / "cdk.out"),
    analytics_reporting=False,
    context={"aws:cdk:disable-asset-staging": False, "@aws-cdk/core:newStyleStackSynthesis": True},
)
ReportsStack(app, "Reports")
app.synth()
