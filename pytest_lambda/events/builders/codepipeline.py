"""Events of Lambda actions in CodePipeline (AWS: Invoke an AWS Lambda function in a pipeline)."""

from __future__ import annotations

from typing import Any, cast

from pytest_lambda.events.building.contents import text
from pytest_lambda.events.building.notations import milliseconds
from pytest_lambda.events.building.overrides import ABSENT, fields_of
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.building.scene import Scene
from pytest_lambda.events.shapes.codepipeline import CodePipelineEvent
from pytest_lambda.world import World


def codepipeline(
    user_parameters: object = None,
    *,
    function_name: str = "orders",
    input_artifacts: tuple[str, ...] = ("SourceArtifact",),
    output_artifacts: tuple[str, ...] = (),
    pipeline: str = "orders",
    continuation_token: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CodePipelineEvent:
    """A job of a Lambda action: the function reports its result to CodePipeline by the job's id.

    Args:
        user_parameters: text, or an object for JSON; none by default.
        function_name: of the function.
        input_artifacts, output_artifacts: their names.
        pipeline: its name, of which the artifacts' keys are made.
        continuation_token: what the function gave with its last report.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the job: `data={"continuationToken": "..."}`. `ABSENT` leaves one out.

    Raises:
        EventError: the parameters are not text and JSON cannot write them.
    """
    scene = Scene(world, time, "codepipeline", pipeline, input_artifacts, output_artifacts)
    given = fields_of("codepipeline", fields, parameters_of(codepipeline))
    data = given.at("data")
    configuration = {"FunctionName": function_name}
    if user_parameters is not None:
        configuration["UserParameters"] = text(user_parameters, "user_parameters")
    token = ABSENT if continuation_token is None else continuation_token
    job = {
        "id": given("id", scene.ids.uuid()),
        "accountId": given("accountId", scene.account),
        "data": data.done(
            {
                "actionConfiguration": data("actionConfiguration", {"configuration": configuration}),
                "inputArtifacts": data(
                    "inputArtifacts", [_artifact(scene, pipeline, name) for name in input_artifacts]
                ),
                "outputArtifacts": data(
                    "outputArtifacts", [_artifact(scene, pipeline, name) for name in output_artifacts]
                ),
                "artifactCredentials": data("artifactCredentials", _credentials(scene)),
                "continuationToken": data("continuationToken", token),
                "encryptionKey": data("encryptionKey", ABSENT),
            }
        ),
    }
    return cast(CodePipelineEvent, {"CodePipeline.job": given.done(job)})


def _artifact(scene: Scene, pipeline: str, name: str) -> dict[str, Any]:
    # CodePipeline shortens both names in its keys
    key = f"{pipeline[:20]}/{name[:10]}/{scene.ids.hexadecimal(7)}"
    bucket = f"codepipeline-{scene.region}-{scene.account}"
    return {
        "location": {"s3Location": {"bucketName": bucket, "objectKey": key}, "type": "S3"},
        "revision": None,
        "name": name,
    }


def _credentials(scene: Scene) -> dict[str, Any]:
    return {
        "secretAccessKey": scene.ids.hexadecimal(40),
        "sessionToken": scene.ids.hexadecimal(64),
        "accessKeyId": f"ASIA{scene.ids.hexadecimal(16).upper()}",
        "expirationTime": milliseconds(scene.epoch) + 3_600_000,
    }
