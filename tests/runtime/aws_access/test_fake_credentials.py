from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pytest_lambda.runtime.aws_access.credentials import (
    fake_credentials,
    hiding_variables,
    host_names_to_hide,
)


def test_they_look_like_the_temporary_credentials_of_a_function() -> None:
    variables = fake_credentials("eu-central-1")

    assert re.fullmatch(r"ASIA[A-Z2-7]{9}EXAMPLE", variables["AWS_ACCESS_KEY_ID"])
    assert re.fullmatch(r"[A-Za-z0-9/+]{40}", variables["AWS_SECRET_ACCESS_KEY"])
    assert re.fullmatch(r"[A-Za-z0-9/+=]+", variables["AWS_SESSION_TOKEN"])
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "eu-central-1"


def test_each_call_makes_a_mapping_of_its_own() -> None:
    fake_credentials("us-east-1").clear()

    assert fake_credentials("us-east-1")


def test_every_variable_from_which_botocore_takes_an_identity_is_replaced_or_hidden() -> None:
    credentials = pytest.importorskip("botocore.credentials")
    environment = credentials.EnvProvider
    container = credentials.ContainerProvider
    web_identity = credentials.AssumeRoleWithWebIdentityProvider
    names = {
        environment.ACCESS_KEY,
        environment.SECRET_KEY,
        *environment.TOKENS,
        environment.EXPIRY_TIME,
        environment.ACCOUNT_ID,
        container.ENV_VAR,
        container.ENV_VAR_FULL,
        container.ENV_VAR_AUTH_TOKEN,
        container.ENV_VAR_AUTH_TOKEN_FILE,
        *web_identity._CONFIG_TO_ENV_VAR.values(),
        credentials.OriginalEC2Provider.CRED_FILE_ENV,
        credentials.BotoProvider.BOTO_CONFIG_ENV,
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    }

    assert names <= host_names_to_hide() | fake_credentials("us-east-1").keys()


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE"])
def test_settings_without_an_identity_stay(name: str) -> None:
    assert name not in host_names_to_hide()


def test_a_host_without_profiles_needs_no_variables(tmp_path: Path) -> None:
    assert hiding_variables(tmp_path) == {}


def test_only_the_files_that_exist_are_turned_away_from(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = eu-west-3\n")

    assert hiding_variables(tmp_path) == {"AWS_CONFIG_FILE": os.devnull}


def test_botocore_does_not_see_the_profiles_of_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session_module = pytest.importorskip("botocore.session")
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = eu-west-3\nretry_mode = adaptive\n")
    (tmp_path / ".aws" / "credentials").write_text(
        "[default]\naws_access_key_id = AKIAREALREALREALREAL\naws_secret_access_key = real\n"
    )
    (tmp_path / ".boto").write_text("[Credentials]\naws_access_key_id = real\naws_secret_access_key = real\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in fake_credentials(""):
        monkeypatch.delenv(name)
    assert session_module.get_session().get_credentials().access_key == "AKIAREALREALREALREAL"

    for name, value in hiding_variables(tmp_path).items():
        monkeypatch.setenv(name, value)

    session = session_module.get_session()
    assert session.get_credentials() is None
    assert session.available_profiles == []
    assert session.get_config_variable("region") is None
