"""Events of a Cognito user pool's trigger for users of other identity providers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_lambda.errors import EventError
from pytest_lambda.events.builders.cognito_user import UserEvent, texts
from pytest_lambda.events.building.overrides import ABSENT
from pytest_lambda.events.building.parameters import parameters_of
from pytest_lambda.events.shapes.cognito import CognitoInboundFederationEvent
from pytest_lambda.world import World

_PROVIDERS = ("OIDC", "SAML", "Facebook", "Google", "SignInWithApple", "LoginWithAmazon")
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
_SAML = {f"{_CLAIMS}/emailaddress": "jane@example.com", f"{_CLAIMS}/givenname": "Jane"}


def cognito_inbound_federation(
    *,
    provider_type: str = "OIDC",
    provider_name: str | None = None,
    attributes: Mapping[str, object] | None = None,
    trigger_source: str | None = None,
    user_name: str | None = None,
    time: object = None,
    world: World | None = None,
    **fields: Any,
) -> CognitoInboundFederationEvent:
    """The inbound federation trigger of a Cognito user pool: someone comes from another identity provider.

    Args:
        provider_type: `OIDC`, `SAML`, `Facebook`, `Google`, `SignInWithApple` or `LoginWithAmazon`.
        provider_name: as it is called in the user pool; by default `My` and the type.
        attributes: of the user: the claims of the id token and the user's profile, or the attributes of the SAML
            assertion.
        trigger_source: `InboundFederation_ExternalProvider`.
        user_name: by default the name of the provider, an underscore and an id.
        time: when it happens; see `events`.
        world: account, region, clock and seed.
        fields: AWS's names of fields of the event. `ABSENT` leaves one out.

    Raises:
        EventError: there is no such type of provider, the source is not one of this trigger, or a value is no text.
    """
    if provider_type not in _PROVIDERS:
        raise EventError(f"provider_type is {provider_type!r}: expected {', '.join(map(repr, _PROVIDERS))}.")
    name = provider_name or f"My{provider_type}"
    user = UserEvent(
        "cognito_inbound_federation", parameters_of(cognito_inbound_federation), trigger_source, user_name, world,
        time, fields, provider_type, name,
    )  # fmt: skip
    if user_name is None and "userName" not in fields:
        user.name = f"{name}_{user.sub}"
    say, given = user.request, user.request.at("attributes")
    known = None if attributes is None else texts(attributes, "attributes")
    saml = provider_type == "SAML"
    request = {
        "providerName": say("providerName", name),
        "providerType": say("providerType", provider_type),
        "attributes": given.done(
            {
                "tokenResponse": given("tokenResponse", ABSENT if saml else _token(user)),
                "idToken": given("idToken", ABSENT if saml else _claims(user, known)),
                "userInfo": given("userInfo", ABSENT if saml else _claims(user, known)),
                "samlResponse": given("samlResponse", (dict(_SAML) if known is None else known) if saml else ABSENT),
            }
        ),
    }
    return cast(CognitoInboundFederationEvent, user.made(request))


def _token(user: UserEvent) -> dict[str, str]:
    return {"access_token": user.scene.ids.hexadecimal(40), "token_type": "Bearer", "expires_in": "3600"}


def _claims(user: UserEvent, known: dict[str, str] | None) -> dict[str, str]:
    given = {"email": "jane@example.com", "email_verified": "true"} if known is None else known
    return {"sub": user.sub, **given}
