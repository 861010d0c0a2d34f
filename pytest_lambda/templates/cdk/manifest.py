"""What the CDK's manifest says of a stack besides its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_lambda.documents.place import Place
from pytest_lambda.world import World

_UNKNOWN = ("unknown-account", "unknown-region")


def with_defaults(parameters: Mapping[str, Place], artifact: Place) -> dict[str, Place]:
    """The parameters, with the values that the app itself has for them as their defaults."""
    made = dict(parameters)
    for name, value in artifact.get("properties").get("parameters").items():
        if name in made:
            made[name] = made[name].at({**made[name].mapping(), "Default": value})
    return made


def left_out(artifact: Place, world: World) -> Iterator[tuple[Place, str]]:
    """What has no effect: where the stack stands on AWS, what it is called there, and what was not looked up."""
    environment = artifact.get("environment")
    account, _, region = str(environment.value or "").removeprefix("aws://").partition("/")
    if (account, region) != (_among(account, world.account), _among(region, world.region)):
        yield environment, f"the stack stands in the account {world.account} and the region {world.region} here."
    name = artifact.get("properties").get("stackName")
    if name.value is not None:
        yield name, "the stack has the name that from_template() is given as stack_name."
    for missing in Place(artifact.document.root, artifact.document).get("missing").each():
        yield (
            missing,
            f"{missing.get('provider').value} was not looked up, so that the template has made-up values: synthesize "
            "with credentials, or keep what was found in cdk.context.json.",
        )


def _among(said: str, here: str) -> str:
    """What it is here; what is said, if that holds anywhere."""
    return said if said in (*_UNKNOWN, "") else here
