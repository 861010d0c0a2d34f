"""What Lambda refuses to register (G64), and which environments have an extension."""

from __future__ import annotations

import pickle

import pytest

from pytest_lambda import LambdaService
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.service.extensions.extension import ExtensionRefused

from ..conftest import Deploy
from .recorder import Recorder

PLAIN = """
def handler(event, context):
    return event
"""


def ignore(event: object) -> None:
    pass


@pytest.fixture
def plain(service: LambdaService, deploy: Deploy):
    return deploy(service, PLAIN)


@pytest.mark.parametrize(
    ("settings", "code", "text"),
    [
        ({"events": ["INVOKE", "SHUTDOWN"], "internal": True}, "Extension.InvalidEventType", "subscribes to INVOKE only"),
        ({"events": ["INIT"]}, "Extension.InvalidEventType", "events has 'INIT'"),
        ({"name": ""}, "Extension.InvalidExtensionName", "1-128"),
        ({"name": "a/b"}, "Extension.InvalidExtensionName", "'a/b'"),
        ({"name": "known"}, "Extension.AlreadyRegistered", "a name of its own"),
    ],
)
def test_refused(plain, settings, code, text) -> None:
    plain.register_extension(ignore, name="known")
    with pytest.raises(ExtensionRefused, match=text) as refused:
        plain.register_extension(ignore, **{"name": "new", **settings})
    assert refused.value.code == code
    assert str(refused.value).startswith(f"{code}: ")
    again = pickle.loads(pickle.dumps(refused.value))
    assert (again.code, str(again)) == (code, str(refused.value))


def test_no_more_than_ten(plain) -> None:
    for number in range(10):
        plain.register_extension(ignore, name=f"e{number}", internal=number % 2 == 0)
    with pytest.raises(ExtensionRefused, match=r"Extension.TooManyExtensions: Extension limit \(10\) reached"):
        plain.register_extension(ignore, name="one-more")


def test_closed_after_an_init(plain) -> None:
    plain.invoke()
    with pytest.raises(ExtensionRefused, match="Extension.RegistrationClosed") as refused:
        plain.register_extension(ignore, name="late")
    assert "cold_start()" in str(refused.value)
    plain.cold_start()
    plain.register_extension(ignore, name="late")


def test_what_cannot_be_called(plain) -> None:
    with pytest.raises(ConfigurationError, match="expected callables"):
        plain.register_extension("script.sh", name="e")


def test_one_event_may_stand_for_itself(service: LambdaService, plain) -> None:
    recorder = Recorder(service)
    plain.register_extension(recorder, name="e", events="SHUTDOWN")
    plain.invoke()
    service.advance(hours=1)
    assert recorder.kinds == ["SHUTDOWN"]


def test_a_version_keeps_the_extensions_it_was_published_with(service: LambdaService, plain) -> None:
    first, second = Recorder(service), Recorder(service)
    plain.register_extension(first, name="first")
    one = plain.publish_version().version
    plain.register_extension(second, name="second")
    two = plain.publish_version().version
    assert one != two
    plain.invoke(qualifier=one)
    assert (first.kinds, second.kinds) == (["INVOKE"], [])
    plain.invoke(qualifier=two)
    assert (first.kinds, second.kinds) == (["INVOKE", "INVOKE"], ["INVOKE"])


def test_extensions_stay_when_the_configuration_changes(service: LambdaService, plain) -> None:
    recorder = Recorder(service)
    plain.register_extension(recorder, name="e")
    plain.update_function_configuration(timeout=7)
    plain.invoke()
    assert recorder.kinds == ["INVOKE"]
