"""The event of a rotation of Secrets Manager."""

from __future__ import annotations

from typing import Literal, TypedDict


class SecretsManagerRotationBase(TypedDict):
    """What every step has."""

    Step: Literal["createSecret", "setSecret", "testSecret", "finishSecret"]
    SecretId: str
    ClientRequestToken: str


class SecretsManagerRotationEvent(SecretsManagerRotationBase, total=False):
    """One step of a rotation."""

    #: of rotations by an assumed role or for another account
    RotationToken: str
