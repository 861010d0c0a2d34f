"""The concurrency of an account in one region: reserved, provisioned and what is left."""

from __future__ import annotations

from pytest_lambda.errors import ConfigurationError, NotSimulated
from pytest_lambda.service.concurrency import refusals
from pytest_lambda.service.concurrency.account import Account
from pytest_lambda.service.concurrency.provisioned import (
    FAILED,
    IN_PROGRESS,
    INIT_FAILURE,
    READY,
    ProvisionedConcurrency,
    ProvisionedSetting,
    ProvisionedUsage,
)
from pytest_lambda.service.concurrency.reservations import Reservations
from pytest_lambda.service.concurrency.shares import FunctionShare, ProvisionedPool

LATEST = "$LATEST"


class AccountConcurrency(Reservations):
    """Admission with reserved and provisioned concurrency.

    Allocation is the caller's: after `put_provisioned_concurrency_config` it starts environments and reports with
    `provisioned_ready` or `provisioned_failed`.

    Args:
        account: the limits; default: AWS's.
    """

    def __init__(self, account: Account | None = None) -> None:
        super().__init__(account)
        self._settings: dict[str, dict[str, ProvisionedSetting]] = {}
        self._revision = 0

    def put_provisioned_concurrency_config(
        self, function: str, qualifier: str, provisioned: int, *, now_us: int, version: str | None = None
    ) -> ProvisionedConcurrency:
        """Ask for environments that are always ready. Until they are, invocations run on demand (F12).

        Args:
            function: its name.
            qualifier: a published version or an alias, never `$LATEST` (F11).
            provisioned: at least 1; inside the function's reservation, if it has one.
            now_us: virtual µs since 1970.
            version: the version that an alias points to.

        Returns:
            The configuration, with status `IN_PROGRESS`.

        Raises:
            InvalidParameterValueException: `$LATEST`, above the reservation (F15), or too much for the account (F2).
            ResourceConflictException: a version and an alias that points to it cannot both have it (F11).
            ConfigurationError: not an int, below 1, or an alias without `version`.
        """
        refusals.whole_number("provisioned_concurrent_executions", provisioned, minimum=1)
        if qualifier == LATEST or version == LATEST:
            raise refusals.provisioned_on_latest()
        version = _version_of(qualifier, version)
        share = self._function(function)
        setting = self._settings.get(function, {}).get(qualifier)
        self._check_size(share, provisioned, 0 if setting is None else setting.pool.requested)
        self._check_conflict(function, qualifier, version)
        if setting is None:
            setting = ProvisionedSetting(function, qualifier, version, self._new_pool(function, version))
            self._settings.setdefault(function, {})[qualifier] = setting
        elif setting.version != version:
            self._move(setting, version)
        self._revision += 1
        setting.request(provisioned, now_us, self._revision)
        return setting.shown()

    def _check_size(self, share: FunctionShare, provisioned: int, before: int) -> None:
        if share.reserved is not None:
            if share.requested - before + provisioned > share.reserved:
                raise refusals.provisioned_above_reserved()
            return
        unreserved = self.unreserved_concurrency + before
        minimum = self.account.minimum_unreserved
        if provisioned > unreserved:
            raise refusals.provisioned_above_account(unreserved)
        if unreserved - provisioned < minimum:
            raise refusals.provisioned_too_large(minimum)

    def _check_conflict(self, function: str, qualifier: str, version: str) -> None:
        for other in self._settings.get(function, {}).values():
            if other.version == version and other.qualifier != qualifier:
                if qualifier == version:
                    raise refusals.alias_provisioned_already()
                raise refusals.version_provisioned_already()

    def _new_pool(self, function: str, version: str) -> ProvisionedPool:
        return ProvisionedPool(self._version(function, version), self._new_request_rate())

    def _move(self, setting: ProvisionedSetting, version: str) -> None:
        setting.pool.close()
        setting.pool = self._new_pool(setting.function, version)
        setting.version = version

    def alias_moved(self, function: str, alias: str, version: str, *, now_us: int) -> ProvisionedConcurrency | None:
        """An alias points to another version: its environments are given up, and allocation begins for the new one.

        Returns:
            The configuration, `IN_PROGRESS` again; None if the alias has none or pointed there already.

        Raises:
            NotSimulated: the other version has provisioned concurrency already; no source tells what AWS does then.
        """
        setting = self._settings.get(function, {}).get(alias)
        if setting is None or setting.version == version:
            return None
        if any(other.version == version for other in self._settings[function].values()):
            raise NotSimulated(
                f"Alias {alias!r} of {function!r} has provisioned concurrency and moves to version {version}, which "
                "has provisioned concurrency already. Delete one of the two with delete_provisioned_concurrency_config."
            )
        requested = setting.pool.requested
        self._move(setting, version)
        self._revision += 1
        setting.request(requested, now_us, self._revision)
        return setting.shown()

    def provisioned_ready(
        self, function: str, qualifier: str, count: int | None = None, *, revision: int | None = None
    ) -> bool:
        """So many environments are ready: `READY` if these are all, else still `IN_PROGRESS`.

        Args:
            function: its name.
            qualifier: as it was configured.
            count: 0 up to what was requested; default: all.
            revision: of the configuration that asked for them; one that has been replaced since is ignored.

        Returns:
            False if there is no such configuration any more.

        Raises:
            ConfigurationError: more than were requested.
        """
        setting = self._current(function, qualifier, revision)
        if setting is None:
            return False
        requested = setting.pool.requested
        ready = requested if count is None else refusals.whole_number("count", count, minimum=0)
        if ready > requested:
            raise ConfigurationError(
                f"{ready} provisioned environments of {function}:{qualifier} cannot be ready: "
                f"{requested} were requested."
            )
        setting.pool.allocate(ready)
        setting.status = READY if ready == requested else IN_PROGRESS
        setting.reason = None
        return True

    def provisioned_failed(
        self, function: str, qualifier: str, reason: str = INIT_FAILURE, *, revision: int | None = None
    ) -> bool:
        """Allocation has failed (F12); what was allocated before goes on serving.

        Returns:
            False if there is no such configuration any more.
        """
        setting = self._current(function, qualifier, revision)
        if setting is None:
            return False
        setting.status = FAILED
        setting.reason = reason
        return True

    def _current(self, function: str, qualifier: str, revision: int | None) -> ProvisionedSetting | None:
        setting = self._settings.get(function, {}).get(qualifier)
        return setting if setting is not None and revision in (None, setting.revision) else None

    def get_provisioned_concurrency_config(self, function: str, qualifier: str) -> ProvisionedConcurrency:
        """The configuration of a version or alias.

        Raises:
            ProvisionedConcurrencyConfigNotFoundException: it has none.
            InvalidParameterValueException: `$LATEST`.
        """
        if qualifier == LATEST:
            raise refusals.provisioned_query_on_latest()
        setting = self._settings.get(function, {}).get(qualifier)
        if setting is None:
            raise refusals.ProvisionedConcurrencyConfigNotFoundException
        return setting.shown()

    def delete_provisioned_concurrency_config(self, function: str, qualifier: str) -> None:
        """Give up the environments of a version or alias; without a configuration, nothing happens.

        Executions on them go on, and count as on demand.

        Raises:
            InvalidParameterValueException: `$LATEST`.
        """
        if qualifier == LATEST:
            raise refusals.provisioned_query_on_latest()
        setting = self._settings.get(function, {}).pop(qualifier, None)
        if setting is not None:
            setting.pool.close()

    def list_provisioned_concurrency_configs(self, function: str) -> tuple[ProvisionedConcurrency, ...]:
        """All configurations of a function, oldest first."""
        return tuple(setting.shown() for setting in self._settings.get(function, {}).values())

    def provisioned_usage(self, function: str, version: str) -> ProvisionedUsage | None:
        """What a version's provisioned environments do, whether configured directly or by an alias; None without."""
        share = self._functions.get(function)
        pool = share.versions[version].pool if share is not None and version in share.versions else None
        if pool is None:
            return None
        return ProvisionedUsage(pool.allocated, pool.in_use, pool.invocations, pool.spillovers)

    def delete_function(self, function: str) -> None:
        """Forget the settings of a function that is deleted; what runs goes on, and counts until it ends."""
        for setting in self._settings.pop(function, {}).values():
            setting.pool.close()
        self.delete_function_concurrency(function)
        if not self.running(function):
            self._functions.pop(function, None)


def _version_of(qualifier: str, version: str | None) -> str:
    if qualifier.isdigit():
        return qualifier
    if version is None:
        raise ConfigurationError(f"{qualifier!r} is an alias: say which version it points to with version='1', say.")
    return version
