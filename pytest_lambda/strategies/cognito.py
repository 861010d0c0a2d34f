"""Events of Cognito user pools' triggers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders import cognito, cognito_challenges, cognito_federation, cognito_senders
from pytest_lambda.events.building.cognito_triggers import CLIENT_CREDENTIALS, TRIGGERS
from pytest_lambda.events.shapes import cognito as shapes
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_VALUES = st.text(max_size=20)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
_METADATA = st.none() | st.dictionaries(_NAMES, _VALUES, max_size=2)
#: none, standard attributes, custom ones, and the truth values that Cognito writes as text
_ATTRIBUTES = st.none() | st.fixed_dictionaries(
    {"email": st.sampled_from(("a@example.com", "josé+1@example.com"))},
    optional={
        "name": _VALUES,
        "phone_number": st.just("+12065550100"),
        "phone_number_verified": st.booleans(),
        "custom:age": st.integers(0, 150),
    },
)
_USERS = st.none() | st.text("abcdefghijklmnopqrstuvwxyz0123456789@.-_+", min_size=1, max_size=20)
_CODE = st.text("0123456789", min_size=6, max_size=6)
_SESSIONS = st.lists(st.booleans(), max_size=3)
_NOT_FOUND = st.sampled_from((None, False, True))


def _events(
    builder: Callable[..., Any], trigger_sources: Any, world: World | None, /, **varying: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    sources = st.sampled_from(TRIGGERS[builder.__name__].trigger_sources)
    names = ("trigger_source", *varying)
    surroundings = world_for(world)
    drawn = st.tuples(strategy(trigger_sources, sources, "trigger_sources"), *varying.values())
    return drawn.map(lambda parts: builder(world=surroundings, **dict(zip(names, parts, strict=True))))


def _user(user_attributes: Any, user_names: Any) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "user_attributes": strategy(user_attributes, _ATTRIBUTES, "user_attributes"),
        "user_name": strategy(user_names, _USERS, "user_names"),
    }


def cognito_pre_sign_up_events(
    *, trigger_sources: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoPreSignUpEvent]:
    """People who sign up, are invited or come from elsewhere.

    Args:
        trigger_sources: a strategy for `triggerSource`.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    more = {"validation_data": _METADATA, "client_metadata": _METADATA}
    return _events(cognito.cognito_pre_sign_up, trigger_sources, world, **_user(user_attributes, user_names), **more)


def cognito_post_confirmation_events(
    *, trigger_sources: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoPostConfirmationEvent]:
    """People who have confirmed their account or a new password.

    Args:
        trigger_sources: a strategy for `triggerSource`.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    user = _user(user_attributes, user_names)
    return _events(cognito.cognito_post_confirmation, trigger_sources, world, **user, client_metadata=_METADATA)


def cognito_pre_authentication_events(
    *, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoPreAuthenticationEvent]:
    """People who want to sign in.

    Args:
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    more = {"validation_data": _METADATA, "user_not_found": _NOT_FOUND}
    return _events(cognito.cognito_pre_authentication, None, world, **_user(user_attributes, user_names), **more)


def cognito_post_authentication_events(
    *, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoPostAuthenticationEvent]:
    """People who have signed in.

    Args:
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    more = {"new_device_used": st.booleans(), "client_metadata": _METADATA}
    return _events(cognito.cognito_post_authentication, None, world, **_user(user_attributes, user_names), **more)


def cognito_user_migration_events(
    *, trigger_sources: Any = None, passwords: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoUserMigrationEvent]:
    """People whom the user pool does not know.

    Args:
        trigger_sources: a strategy for `triggerSource`.
        passwords: a strategy for what they type; it is not sent when they have forgotten it.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    sources = strategy(
        trigger_sources, st.sampled_from(TRIGGERS["cognito_user_migration"].trigger_sources), "trigger_sources"
    )
    typed = strategy(passwords, st.text(min_size=1, max_size=20), "passwords")
    names = strategy(user_names, _USERS.filter(bool), "user_names")
    surroundings = world_for(world)

    def build(parts: tuple[str, str, str, Any, Any]) -> shapes.CognitoUserMigrationEvent:
        source, password, name, validation_data, client_metadata = parts
        return cognito.cognito_user_migration(
            trigger_source=source,
            password=None if source == "UserMigration_ForgotPassword" else password,
            user_name=name,
            validation_data=validation_data,
            client_metadata=client_metadata,
            world=surroundings,
        )

    return st.tuples(sources, typed, names, _METADATA, _METADATA).map(build)


def cognito_custom_message_events(
    *, trigger_sources: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoCustomMessageEvent]:
    """Messages of all kinds, before they are written.

    Args:
        trigger_sources: a strategy for `triggerSource`.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    user = _user(user_attributes, user_names)
    return _events(cognito.cognito_custom_message, trigger_sources, world, **user, client_metadata=_METADATA)


def cognito_define_auth_challenge_events(
    *, sessions: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoDefineAuthChallengeEvent]:
    """Sign-ins with challenges behind them or not.

    Args:
        sessions: a strategy for lists of challenges, as the builder takes them.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    more = {"session": strategy(sessions, _SESSIONS, "sessions"), "user_not_found": _NOT_FOUND}
    user = _user(user_attributes, user_names)
    return _events(cognito_challenges.cognito_define_auth_challenge, None, world, **more, **user)


def cognito_create_auth_challenge_events(
    *, sessions: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoCreateAuthChallengeEvent]:
    """Sign-ins that need a challenge.

    Args:
        sessions: a strategy for lists of challenges, as the builder takes them.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    more = {"session": strategy(sessions, _SESSIONS, "sessions"), "user_not_found": _NOT_FOUND}
    user = _user(user_attributes, user_names)
    return _events(cognito_challenges.cognito_create_auth_challenge, None, world, **more, **user)


def cognito_verify_auth_challenge_events(
    *, challenge_answers: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoVerifyAuthChallengeEvent]:
    """Answers to challenges, right and wrong ones.

    Args:
        challenge_answers: a strategy for what users answer.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    more = {
        "challenge_answer": strategy(challenge_answers, _CODE, "challenge_answers"),
        "private_challenge_parameters": st.none() | st.fixed_dictionaries({"answer": _CODE}),
        "user_not_found": _NOT_FOUND,
    }
    user = _user(user_attributes, user_names)
    return _events(cognito_challenges.cognito_verify_auth_challenge, None, world, **more, **user)


def cognito_pre_token_generation_events(
    *, versions: Any = None, trigger_sources: Any = None, user_attributes: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoPreTokenGenerationEvent]:
    """Tokens for people and machines, in all versions of the event.

    Args:
        versions: a strategy for versions, 1 to 3.
        trigger_sources: a strategy for `triggerSource`.
        user_attributes: a strategy for dictionaries of the user's attributes.
        world: account, region, clock and seed.
    """
    sources = TRIGGERS["cognito_pre_token_generation"].trigger_sources
    drawn = st.tuples(
        strategy(versions, st.integers(1, 3), "versions"),
        strategy(trigger_sources, st.sampled_from(sources), "trigger_sources"),
        strategy(user_attributes, _ATTRIBUTES, "user_attributes"),
        st.lists(_NAMES, max_size=2),
        _METADATA,
    )
    surroundings = world_for(world)

    def build(parts: tuple[Any, str, Any, list[str], Any]) -> shapes.CognitoPreTokenGenerationEvent:
        version, source, attributes, names, client_metadata = parts
        machine = source == CLIENT_CREDENTIALS
        return cognito.cognito_pre_token_generation(
            version=3 if machine and versions is None else version,
            trigger_source=source,
            user_attributes=attributes,
            groups=names,
            scopes=names if names and (machine or str(version) != "1") else None,
            client_metadata=client_metadata,
            world=surroundings,
        )

    return drawn.map(build)


def cognito_inbound_federation_events(
    *, provider_types: Any = None, attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoInboundFederationEvent]:
    """People who come from other identity providers.

    Args:
        provider_types: a strategy for types of providers.
        attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    types = ("OIDC", "SAML", "Facebook", "Google", "SignInWithApple", "LoginWithAmazon")
    more = {
        "provider_type": strategy(provider_types, st.sampled_from(types), "provider_types"),
        "attributes": strategy(attributes, _ATTRIBUTES, "attributes"),
        "user_name": strategy(user_names, _USERS, "user_names"),
    }
    return _events(cognito_federation.cognito_inbound_federation, None, world, **more)


def cognito_custom_email_sender_events(
    *, trigger_sources: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoCustomSenderEvent]:
    """E-mails of all kinds.

    Args:
        trigger_sources: a strategy for `triggerSource`.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    user, more = _user(user_attributes, user_names), {"client_metadata": _METADATA}
    return _events(cognito_senders.cognito_custom_email_sender, trigger_sources, world, **user, **more)


def cognito_custom_sms_sender_events(
    *, trigger_sources: Any = None, user_attributes: Any = None, user_names: Any = None, world: World | None = None
) -> st.SearchStrategy[shapes.CognitoCustomSenderEvent]:
    """Text messages of all kinds.

    Args:
        trigger_sources: a strategy for `triggerSource`.
        user_attributes: a strategy for dictionaries of the user's attributes.
        user_names: a strategy for names.
        world: account, region, clock and seed.
    """
    user, more = _user(user_attributes, user_names), {"client_metadata": _METADATA}
    return _events(cognito_senders.cognito_custom_sms_sender, trigger_sources, world, **user, **more)
