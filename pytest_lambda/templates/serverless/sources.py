"""Where variables come from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_lambda.documents.loading import load
from pytest_lambda.documents.place import Place
from pytest_lambda.templates.cloudformation import tags
from pytest_lambda.templates.serverless.variable_text import Source
from pytest_lambda.templates.serverless.variables import NOTHING, Look, Variables

_DOCUMENTS = (".yml", ".yaml", ".json")
_PROGRAMS = (".js", ".cjs", ".mjs", ".ts")
_PSEUDO = {"accountId": "AWS::AccountId", "region": "AWS::Region"}
_TRUE = ("true", "1", "yes")
_FALSE = ("false", "0", "no")


class Sources:
    """The sources that a project has offline.

    Args:
        root: of its file.
        folder: that its relative paths begin at.
        parameters: options of the command line, and parameters.
        supplied: see `Variables`.
    """

    def __init__(
        self, root: Place, folder: Path, parameters: Mapping[str, Any], supplied: Mapping[str, Any]
    ) -> None:
        self._root = root
        self._folder = folder
        self._parameters = parameters
        self._documents: dict[Path, Place] = {}
        looks: dict[str, Look] = {
            "aws": self._aws,
            "env": self._env,
            "file": self._file,
            "opt": self._opt,
            "param": self._param,
            "self": self._self,
            "sls": self._sls,
            "strToBool": self._bool,
        }
        self.variables = Variables(looks, supplied)

    @property
    def stage(self) -> str:
        """Of the option, of the provider, or `dev`."""
        for given in (self._parameters.get("stage"), self._at("provider.stage")):
            if isinstance(given, str):
                return given
            if isinstance(given, Place):
                return str(self.variables.resolved(given).value)
        return "dev"

    def _at(self, address: str) -> Any:
        return self.variables.step(self._root, address)

    def _self(self, source: Source, place: Place) -> Any:
        if source.address == "provider.stage":
            return self.stage
        return self._at(source.address or "")

    def _opt(self, source: Source, place: Place) -> Any:
        return self._parameters.get(source.address or "", NOTHING)

    def _param(self, source: Source, place: Place) -> Any:
        name = source.address or ""
        if name in self._parameters:
            return self._parameters[name]
        for where in (f"stages.{self.stage}.params", f"params.{self.stage}", "stages.default.params", "params.default"):
            found = self._at(f"{where}.{name}")
            if found is not NOTHING:
                return found
        return NOTHING

    def _env(self, source: Source, place: Place) -> Any:
        return os.environ.get(source.address or "", NOTHING)

    def _sls(self, source: Source, place: Place) -> Any:
        return {"stage": self.stage, "instanceId": "local"}.get(source.address or "", NOTHING)

    def _aws(self, source: Source, place: Place) -> Any:
        name = _PSEUDO.get(source.address or "")
        return NOTHING if name is None else {"Ref": name}

    def _bool(self, source: Source, place: Place) -> Any:
        written = str(source.parameters).strip().strip("'\"").lower()
        if written not in (*_TRUE, *_FALSE):
            raise place.error(f"strToBool({source.parameters}): expected true, false, 1, 0, yes or no.")
        return written in _TRUE

    def _file(self, source: Source, place: Place) -> Any:
        path = self._folder / str(source.parameters).strip().strip("'\"")
        if path.suffix in _PROGRAMS:
            raise place.error(
                f"{path.name} is a program, which is not run: give what it returns as "
                f"template_values={{{source.written!r}: ...}}."
            )
        if not path.is_file():
            return NOTHING
        if path.suffix not in _DOCUMENTS:
            return path.read_text(encoding="utf-8").strip()
        if path not in self._documents:
            self._documents[path] = load(path, tags=tags)
        return self.variables.step(self._documents[path], source.address or "")
