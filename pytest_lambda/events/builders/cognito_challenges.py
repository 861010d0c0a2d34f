"""Events of the three triggers of Cognito's custom authentication challenges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.cognito_user import UserEvent, optional, optional_texts, texts
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.shapes.cognito import (
    CognitoCreateAuthChallengeEvent,
    CognitoDefineAuthChallengeEvent,
    CognitoVerifyAuthChallengeEvent,
)
from pytest_lambda.world import World

_RESULT = ("challengeName", "challengeResult", "challengeMetadata")


def cognito_define_auth_challenge(
    *,
    session: Iterable[bool | Mapping[str, Any]] = (),
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    user_not_found: bool | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoDefineAuthChallengeEvent:
    """The define auth challenge trigger of a Cognito user pool: which challenge comes next?

    Args:
        session: the challenges up to now: `True` or `False` for a custom one that the user has passed or not, or
            AWS's form, `{"challengeName": "SRP_A", "challengeResult": True}`.
        trigger_source: `DefineAuthChallenge_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        client_metadata: what the app sends for the function.
        user_not_found: for app clients that hide which users exist; other events do not have the key.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, a challenge is not complete, or a value is no text.
    """
    results = _results(session)
    user = UserEvent(
        "cognito_define_auth_challenge", parameters_of(cognito_define_auth_challenge), trigger_source, user_name,
        world, time, fields, user_attributes, results,
    )  # fmt: skip
    say = user.request
    request = {
        "userAttributes": user.attributes(user_attributes),
        "session": say("session", results),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
        "userNotFound": say("userNotFound", optional(user_not_found)),
    }
    return cast(CognitoDefineAuthChallengeEvent, user.made(request))


def cognito_create_auth_challenge(
    *,
    challenge_name: str = "CUSTOM_CHALLENGE",
    session: Iterable[bool | Mapping[str, Any]] = (),
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    user_not_found: bool | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoCreateAuthChallengeEvent:
    """The create auth challenge trigger of a Cognito user pool: what is the challenge?

    Args:
        challenge_name: of the challenge to create.
        session: the challenges up to now: `True` or `False` for a custom one that the user has passed or not, or
            AWS's form.
        trigger_source: `CreateAuthChallenge_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        client_metadata: what the app sends for the function.
        user_not_found: for app clients that hide which users exist; other events do not have the key.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, a challenge is not complete, or a value is no text.
    """
    results = _results(session)
    user = UserEvent(
        "cognito_create_auth_challenge", parameters_of(cognito_create_auth_challenge), trigger_source, user_name,
        world, time, fields, user_attributes, results, challenge_name,
    )  # fmt: skip
    say = user.request
    request = {
        "userAttributes": user.attributes(user_attributes),
        "challengeName": say("challengeName", challenge_name),
        "session": say("session", results),
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
        "userNotFound": say("userNotFound", optional(user_not_found)),
    }
    return cast(CognitoCreateAuthChallengeEvent, user.made(request))


def cognito_verify_auth_challenge(
    *,
    challenge_answer: str = "123456",
    private_challenge_parameters: Mapping[str, object] | None = None,
    trigger_source: str | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, object] | None = None,
    client_metadata: Mapping[str, object] | None = None,
    user_not_found: bool | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoVerifyAuthChallengeEvent:
    """The verify auth challenge response trigger of a Cognito user pool: is the user's answer right?

    Args:
        challenge_answer: of the user.
        private_challenge_parameters: what the creator of the challenge has put aside; by default the right answer,
            as `answer`.
        trigger_source: `VerifyAuthChallengeResponse_Authentication`.
        user_name: by default the user's id.
        user_attributes: of the user, besides the id and the status.
        client_metadata: what the app sends for the function.
        user_not_found: for app clients that hide which users exist; other events do not have the key.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: the source is not one of this trigger, or a value is no text.
    """
    user = UserEvent(
        "cognito_verify_auth_challenge", parameters_of(cognito_verify_auth_challenge), trigger_source, user_name,
        world, time, fields, user_attributes, challenge_answer,
    )  # fmt: skip
    say = user.request
    answer = say("challengeAnswer", challenge_answer)
    private = {"answer": answer}
    if private_challenge_parameters is not None:
        private = texts(private_challenge_parameters, "private_challenge_parameters")
    request = {
        "userAttributes": user.attributes(user_attributes),
        "privateChallengeParameters": say("privateChallengeParameters", private),
        "challengeAnswer": answer,
        "clientMetadata": say("clientMetadata", optional_texts(client_metadata, "client_metadata")),
        "userNotFound": say("userNotFound", optional(user_not_found)),
    }
    return cast(CognitoVerifyAuthChallengeEvent, user.made(request))


def _results(session: Iterable[bool | Mapping[str, Any]]) -> list[dict[str, Any]]:
    results = []
    for each in session:
        if isinstance(each, bool):
            each = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": each}
        if not (isinstance(each, Mapping) and {"challengeName", "challengeResult"} <= each.keys()):
            raise EventError(
                f"session contains {each!r}: expected True or False for a custom challenge, or a dictionary with "
                "challengeName and challengeResult."
            )
        for name in each:
            if name not in _RESULT:
                raise EventError(f"{each!r} in session has no field {name!r}. Known: {', '.join(_RESULT)}.")
        results.append({name: each.get(name) for name in _RESULT})
    return results
