"""Where the code of functions and the contents of layers are."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.documents.place import Place
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.templates.identities import Identities
from pytest_lambda.templates.inline_code import cfnresponse

if TYPE_CHECKING:
    from pytest_lambda.templates.evaluation.evaluator import Evaluator
    from pytest_lambda.templates.resources.row import Subject
    from pytest_lambda.templates.template import Template

_LAYER = "AWS::Lambda::LayerVersion"
_INLINE = "ZipFile"
#: of CDK: where the files behind S3Bucket and S3Key are
_ASSET = "aws:asset:path"
_BUILD_METHOD = "BuildMethod"


class Sources:
    """Folders of code; those that have to be made are temporary, until `close()`.

    Args:
        template: whose folder relative paths begin at.
        evaluator: as `identities.evaluated` makes it.

    Attributes:
        template: see above.
        folder: that relative paths begin at.
        identities: who the template's resources are.
        supplies: `template_values`.

    Raises:
        ConfigurationError: the evaluator is another one.
    """

    def __init__(self, template: Template, evaluator: Evaluator) -> None:
        self.template = template
        self.folder = template.folder
        if not isinstance(evaluator.identities, Identities):
            raise ConfigurationError("The evaluator knows no resources: expected one of identities.evaluated().")
        self.identities = evaluator.identities
        self.supplies = evaluator.supplies
        self._made: list[str] = []
        self._layers: dict[str, Path] = {}

    def close(self) -> None:
        """Remove what was made."""
        for folder in self._made:
            shutil.rmtree(folder, ignore_errors=True)
        self._made.clear()

    def task_root(self, subject: Subject) -> Path:
        """The folder with a function's code.

        Raises:
            ConfigurationError: there is none.
        """
        given = self._given(subject, "Code")
        if given is not None:
            return given
        code = subject.value("Code")
        assert code is not None  # required
        if isinstance(code.value, dict) and _INLINE in code.value:
            return self._inline(code.get(_INLINE))
        return self._folder(subject, code)

    def layers(self, subject: Subject) -> list[Path]:
        """The folders of a function's layers.

        Raises:
            ConfigurationError: one is not known.
        """
        place = subject.value("Layers")
        assert place is not None
        found = (self._layer_of(each) for each in place.each())
        return [folder for folder in found if folder is not None]

    def layer(self, subject: Subject) -> Path:
        """The folder of a layer, laid out as under `/opt`.

        Raises:
            ConfigurationError: there is none.
        """
        found = self._layers.get(subject.logical_id)
        if found is None:
            content = subject.value("Content")
            if content is None:
                raise subject.place.error("Property Content cannot be empty.")
            found = self._given(subject, "Content") or self._folder(subject, content)
            self._layers[subject.logical_id] = found
        return found

    def _given(self, subject: Subject, name: str) -> Path | None:
        key = f"{subject.logical_id}.{name}"
        return None if key not in self.supplies else self._existing(subject.place, str(self.supplies[key]))

    def _layer_of(self, place: Place) -> Path | None:
        arn = str(place.value)
        if arn in self.supplies:
            given = str(self.supplies[arn] or "")
            return self._existing(place, given) if given else None
        for resource in self.template.resources.values():
            if resource.type == _LAYER and self.identities.ref(resource.logical_id) == arn:
                return self.layer(self.identities.subject(resource.logical_id))
        raise place.error(
            f"the layer {arn} is not of this template, and nothing is downloaded. Name a folder with its contents, "
            f'laid out as under /opt: template_values={{"{arn}": "layers/it"}}, or "" if what is in it is installed '
            f'here; in the ini file lambda_template_values = ["{arn}=layers/it"].'
        )

    def _folder(self, subject: Subject, code: Place) -> Path:
        asset = subject.resource.metadata.mapping().get(_ASSET)
        if isinstance(asset, str) and asset:
            return self._existing(code, asset)
        if isinstance(code.value, str) and not code.value.startswith(("s3://", "https://")):
            built = self._built(subject, code.value)
            return built if built is not None else self._existing(code, code.value)
        name = "Code" if subject.type != _LAYER else "Content"
        key = f"{subject.logical_id}.{name}"
        raise code.error(
            f"{json.dumps(_shown(code))} is not on this computer, and nothing is downloaded. Name the folder with the "
            f'code: template_values={{"{key}": "src"}}, in the ini file lambda_template_values = ["{key}=src"].'
        )

    def _built(self, subject: Subject, path: str) -> Path | None:
        """What `sam build` made, where the source alone is not what is deployed."""
        method = subject.resource.metadata.mapping().get(_BUILD_METHOD)
        source = Path(self.folder, path)
        build = Path(self.folder, ".aws-sam", "build", subject.logical_id)
        if build.is_dir() and (method is not None or not source.exists()):
            return build
        if subject.type == _LAYER and str(method or "").startswith("python") and source.is_dir():
            return self._laid_out(source)
        return None

    def _laid_out(self, source: Path) -> Path:
        """`sam build` puts the source of a layer with a build method of Python into a folder `python`."""
        folder = self._temporary()
        try:
            os.symlink(source.resolve(), folder / "python", target_is_directory=True)
        except OSError:  # Windows, without the right to
            shutil.copytree(source, folder / "python")
        return folder

    def _existing(self, place: Place, path: str) -> Path:
        found = Path(self.folder, path)
        if found.is_dir():
            return found.resolve()
        if found.is_file() and zipfile.is_zipfile(found):
            folder = self._temporary()
            with zipfile.ZipFile(found) as archive:
                archive.extractall(folder)
            return folder
        what = "neither a folder nor a zip file" if found.exists() else "missing"
        raise place.error(f"{path!r} is {what} (looked at {found.absolute()}): name the folder of the code.")

    def _inline(self, place: Place) -> Path:
        """Source: CloudFormation User Guide, AWS::Lambda::Function Code, ZipFile: the file is named index."""
        text = place.value if isinstance(place.value, str) else None
        if text is None:
            raise place.error(f"Value of property {_INLINE} must be of type String.")
        folder = self._temporary()
        Path(folder, "index.py").write_text(text, encoding="utf-8")
        Path(folder, "cfnresponse.py").write_text(cfnresponse(), encoding="utf-8")
        return folder

    def _temporary(self) -> Path:
        made = tempfile.mkdtemp(prefix="template-")
        self._made.append(made)
        return Path(made).resolve()


def _shown(code: Place) -> Any:
    if not isinstance(code.value, dict):
        return code.value
    return {key: each.value for key, each in code.items()}
