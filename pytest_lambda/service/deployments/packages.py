"""Deployment packages: zip files that are unpacked into folders, which go with the service."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException
from pytest_lambda.runtime.tmp.current import outside

#: Developer Guide, Lambda quotas, "Deployment package size"; the text is AWS's (API::test_oversized_lambda)
UNZIPPED_BYTES = 262_144_000
#: a zip file knows no time before; one that depends on nothing makes equal folders equal files
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
#: what no package holds
_LEFT_OUT = ("__pycache__",)


@dataclass(frozen=True, slots=True)
class Package:
    """A zip file that was uploaded.

    Attributes:
        folder: what it was unpacked to.
        file: the zip file itself.
        sha256: of the file, in base64: `CodeSha256`.
        size: of the file, in bytes: `CodeSize`.
    """

    folder: Path
    file: Path
    sha256: str
    size: int


class Packages:
    """The packages of one service."""

    __slots__ = ("_by_folder", "_by_sha256", "_root")

    def __init__(self) -> None:
        self._root: Path | None = None
        self._by_folder: dict[Path, Package] = {}
        self._by_sha256: dict[str, Package] = {}

    def unpack(self, content: bytes) -> Package:
        """Unpack a zip file; the same one again is the same package, so that nothing has changed.

        Raises:
            InvalidParameterValueException: it is none, or too large.
        """
        known = self._by_sha256.get(_digest(content))
        if known is None:
            known = self.unpack_anew(content)
            self._by_sha256[known.sha256] = known
        return known

    def unpack_anew(self, content: bytes) -> Package:
        """Unpack a zip file to a folder that nobody else has.

        Raises:
            InvalidParameterValueException: it is none, or too large.
        """
        with outside():
            folder = self._new_folder()
            _extract(content, folder)
            file = folder.with_suffix(".zip")
            file.write_bytes(content)
        package = self._by_folder[folder] = Package(folder, file, _digest(content), len(content))
        return package

    def of(self, folder: Path) -> Package | None:
        """The package that was unpacked to a folder; None for a folder of the user's own."""
        return self._by_folder.get(folder)

    def close(self) -> None:
        """The service is over: the folders go."""
        if self._root is not None:
            with outside():
                shutil.rmtree(self._root, ignore_errors=True)
        self._root = None
        self._by_folder.clear()
        self._by_sha256.clear()

    def _new_folder(self) -> Path:
        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="packages-")).resolve()
        folder = self._root / f"package{len(self._by_folder)}"
        folder.mkdir(exist_ok=True)
        return folder


def zipped(folder: str | Path) -> bytes:
    """A deployment package of a folder: `Code={"ZipFile": zipped("src")}`.

    Equal folders give equal bytes, whenever their files were written.

    Args:
        folder: whose contents stand for `/var/task`, or `/opt` for a layer.

    Raises:
        ConfigurationError: it is no folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise ConfigurationError(f"{str(folder)!r} is no folder: name the one that holds the function's code.")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not set(path.relative_to(root).parts) & set(_LEFT_OUT):
                entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _FIRST_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    return content.getvalue()


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _extract(content: bytes, folder: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) >= UNZIPPED_BYTES:
                raise InvalidParameterValueException(f"Unzipped size must be smaller than {UNZIPPED_BYTES} bytes")
            archive.extractall(folder)  # the library keeps what is in it below the folder
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError):
        # API::test_create_lambda_exceptions, invalid_zip_exc
        raise InvalidParameterValueException(
            "Could not unzip uploaded file. Please check your file, then try to upload again."
        ) from None
