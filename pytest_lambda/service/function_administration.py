"""Operations of the Lambda API on a function's description, its URLs, its policy and its runtime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.errors import InvalidParameterValueException, ResourceConflictException, ResourceNotFoundException
from pytest_lambda.service.access.policy import Policy, checked_statement_id, statement
from pytest_lambda.service.access.url_config import UrlConfig, check_settings, checked_cors, url_of
from pytest_lambda.service.code import CodeSnapshot
from pytest_lambda.service.deployments.description import describe
from pytest_lambda.service.deployments.states import CREATING, UPDATING, States
from pytest_lambda.service.revision import Revision, Snapshot
from pytest_lambda.service.settings.constraints import refuse, text_violations
from pytest_lambda.service.settings.function_settings import FunctionSettings, split_settings
from pytest_lambda.service.versions.aliases import Aliases
from pytest_lambda.service.versions.qualifiers import LATEST, function_not_found, is_version
from pytest_lambda.service.versions.versions import Versions
from pytest_lambda.world import World

if TYPE_CHECKING:
    from pytest_lambda.service.function import ServiceFunction
    from pytest_lambda.service.service import LambdaService

#: Lambda API reference, CreateFunctionUrlConfig, Qualifier
URL_QUALIFIER_PATTERN = r"((?!^\d+$)^[0-9a-zA-Z-_]+$)"


class FunctionAdministration:
    """What `ServiceFunction` has of the API beside what decides how it runs.

    Attributes:
        states: where changes of `$LATEST` stand.
    """

    states: States
    world: World
    versions: Versions[Snapshot]
    aliases: Aliases[Snapshot]
    _arn: str
    _latest: Revision
    _service: LambdaService
    _url_configs: dict[str | None, UrlConfig]
    _policies: dict[str | None, Policy]
    _code: CodeSnapshot | None

    def _administer(self) -> None:
        """Begin: for the constructor."""
        self.states = States(self._service.clock, self._name, self._arn, self.renew_revision)
        self._url_configs = {}
        self._policies = {}
        self._code = None
        self.states.begin(CREATING, self.revision_id, self._service.transition_seconds)

    @property
    def revision_id(self) -> str:
        """Of `$LATEST`; another one after each change."""
        return self._latest.revision_id

    def renew_revision(self, qualifier: str | None = None) -> str:
        """Give `$LATEST`, a version or an alias another revision id."""
        revision_id = self._service.new_revision_id()
        if qualifier in (None, LATEST):
            self._latest.revision_id = revision_id
        elif is_version(str(qualifier)):
            self.versions.renew_revision(str(qualifier), revision_id)
        else:
            self.aliases.renew_revision(str(qualifier), revision_id)
        return revision_id

    def get_function_configuration(self, *, qualifier: str | None = None) -> dict[str, Any]:
        """What the API tells of the function, a version or an alias, with AWS's names.

        Raises:
            ResourceNotFoundException: there is no such version or alias.
        """
        self._check_qualifier(qualifier)
        return describe(self._whole, qualifier)

    # ---- function URLs ---------------------------------------------------------------------------------------

    def create_function_url_config(
        self,
        *,
        auth_type: str,
        qualifier: str | None = None,
        cors: Mapping[str, Any] | None = None,
        invoke_mode: str | None = None,
    ) -> UrlConfig:
        """Configure the URL of the function or of an alias; `http_client("function-url")` is what serves it.

        Args:
            auth_type: `NONE` or `AWS_IAM`.
            qualifier: an alias.
            cors: AWS's members, or in snake_case.
            invoke_mode: `BUFFERED`, or `RESPONSE_STREAM`.

        Raises:
            ResourceConflictException: there is one.
            ResourceNotFoundException: there is no such alias.
            ValidationException: a value out of range.
        """
        self._check_url(qualifier, auth_type, invoke_mode)
        arn = self._qualified_arn(qualifier)
        if qualifier in self._url_configs:
            raise ResourceConflictException(
                f"Failed to create function url config for [functionArn = {arn}]. Error message:  FunctionUrlConfig "
                "exists for this Lambda function"
            )
        now = self._service.now()
        config = self._url_configs[qualifier] = UrlConfig(
            function_arn=arn,
            function_url=url_of(self.world, self._name, qualifier),
            auth_type=auth_type,
            invoke_mode=invoke_mode or "BUFFERED",
            cors=checked_cors(cors),
            created=now,
            modified=now,
        )
        return config

    def update_function_url_config(
        self,
        *,
        qualifier: str | None = None,
        auth_type: str | None = None,
        cors: Mapping[str, Any] | None = None,
        invoke_mode: str | None = None,
    ) -> UrlConfig:
        """Change what is given; an empty `cors` takes it away. The arguments are those of the creation.

        Raises:
            ResourceNotFoundException: there is no such URL, or no such alias.
        """
        self._check_url(qualifier, auth_type, invoke_mode)
        old = self.get_function_url_config(qualifier=qualifier)
        config = self._url_configs[qualifier] = replace(
            old,
            auth_type=auth_type or old.auth_type,
            invoke_mode=invoke_mode or old.invoke_mode,
            cors=old.cors if cors is None else checked_cors(cors),
            modified=self._service.now(),
        )
        return config

    def get_function_url_config(self, *, qualifier: str | None = None) -> UrlConfig:
        """The URL of the function or of an alias.

        Raises:
            ResourceNotFoundException: it has none.
        """
        self._check_url_qualifier(qualifier)
        found = self._url_configs.get(qualifier)
        if found is None:
            raise ResourceNotFoundException("The resource you requested does not exist.")
        return found

    def delete_function_url_config(self, *, qualifier: str | None = None) -> None:
        """Take the URL away.

        Raises:
            ResourceNotFoundException: there is none.
        """
        self.get_function_url_config(qualifier=qualifier)
        del self._url_configs[qualifier]

    def list_function_url_configs(self) -> tuple[UrlConfig, ...]:
        """All URLs of the function and its aliases, oldest first."""
        return tuple(self._url_configs.values())

    # ---- permissions -------------------------------------------------------------------------------------------

    def add_permission(
        self,
        *,
        statement_id: str,
        action: str,
        principal: str,
        qualifier: str | None = None,
        revision_id: str | None = None,
        **conditions: Any,
    ) -> dict[str, Any]:
        """Add a statement to the policy of the function, a version or an alias. It is kept and shown, not enforced.

        Args:
            statement_id: 1-100 letters, digits, `-` and `_`.
            action: such as `lambda:InvokeFunction`.
            principal: a service, an account, an ARN or `*`.
            qualifier: a version or an alias.
            revision_id: add it only if what is named has this id.
            conditions: `source_arn`, `source_account`, `principal_org_id`, `function_url_auth_type`,
                `event_source_token`, `invoked_via_function_url`.

        Returns:
            The statement.

        Raises:
            ResourceConflictException: there is a statement of that id.
            PreconditionFailedException: another revision id.
            InvalidParameterValueException, ValidationException: a value that AWS refuses.
            ResourceNotFoundException: there is no such version or alias.
        """
        if qualifier == LATEST:
            raise InvalidParameterValueException("We currently do not support adding policies for $LATEST.")
        arn = self._qualified_arn(qualifier)
        made = statement(arn, statement_id, action, principal, conditions, self.world.partition)
        self._check_policy_qualifier(qualifier)
        policy = self._policy(qualifier)
        policy.check_revision(revision_id, self._revision_of(qualifier))
        return policy.add(made)

    def remove_permission(
        self, *, statement_id: str, qualifier: str | None = None, revision_id: str | None = None
    ) -> None:
        """Remove a statement.

        Raises:
            ResourceNotFoundException: there is none of that id, or no policy.
            PreconditionFailedException: another revision id.
        """
        checked_statement_id(statement_id)
        self._check_policy_qualifier(qualifier)
        policy = self._policy(qualifier)
        if policy:
            policy.check_revision(revision_id, self._revision_of(qualifier))
        policy.remove(statement_id)

    def get_policy(self, *, qualifier: str | None = None) -> dict[str, str]:
        """The policy, as JSON in a text, and the revision id.

        Raises:
            ResourceNotFoundException: there is none.
        """
        policy = self._policies.get(qualifier)
        if not policy:
            raise ResourceNotFoundException("The resource you requested does not exist.")
        return {"Policy": policy.document(), "RevisionId": self._revision_of(qualifier)}

    # ---- recursion, and the runtime's updates ----------------------------------------------------------------

    def put_function_recursion_config(self, *, recursive_loop: str) -> None:
        """`Allow` or `Terminate` chains of invocations that come through the function more than 16 times (G7)."""
        _, settings = split_settings({"recursive_loop": recursive_loop}, current=None)
        self.change_settings(replace(self._latest.settings, recursive_loop=settings.recursive_loop))

    def get_function_recursion_config(self) -> str:
        """`Allow` or `Terminate`."""
        return self._latest.settings.recursive_loop

    def put_runtime_management_config(
        self, *, update_runtime_on: str, runtime_version_arn: str | None = None
    ) -> dict[str, str]:
        """When AWS would update the runtime; shown, without effect.

        Args:
            update_runtime_on: `Auto`, `Manual` or `FunctionUpdate`.
            runtime_version_arn: for `Manual`.

        Raises:
            InvalidParameterValueException: `Manual` without a version, or a version without it.
        """
        if (update_runtime_on == "Manual") != (runtime_version_arn is not None):
            raise InvalidParameterValueException(
                "When UpdateRuntimeOn is set to Manual, RuntimeVersionArn is required; with other values it is not "
                "allowed."
            )
        given = {"update_runtime_on": update_runtime_on, "runtime_version_arn": runtime_version_arn or None}
        _, settings = split_settings(given, current=None)
        changes = {name: getattr(settings, name) for name in given}
        self.change_settings(replace(self._latest.settings, **changes))
        return self.get_runtime_management_config()

    def get_runtime_management_config(self) -> dict[str, str]:
        """What was put, with AWS's names."""
        settings = self._latest.settings
        shown = {"UpdateRuntimeOn": settings.update_runtime_on, "FunctionArn": self._arn}
        if settings.runtime_version_arn:
            shown["RuntimeVersionArn"] = settings.runtime_version_arn
        return shown

    # ---- for the service -------------------------------------------------------------------------------------

    def current_code(self) -> CodeSnapshot:
        """The files of `$LATEST` as they are now, read again only after a change."""
        configuration = self._latest.configuration
        if self._code is None or not self._code.is_current(configuration.task_root, configuration.handler):
            self._code = CodeSnapshot(configuration.task_root, configuration.handler)
        return self._code

    def change_settings(self, settings: FunctionSettings) -> None:
        """Have other settings of those that no environment depends on."""
        self._latest.settings = settings

    def updated(self) -> None:
        """`$LATEST` has changed: AWS calls it an update in progress."""
        self.states.begin(UPDATING, self.revision_id, self._service.transition_seconds)

    def published(self, version: str) -> None:
        """`$LATEST` was published as a version that is new: its own revision id is another one (recorded)."""
        if version not in self.states.published:
            self.states.published[version] = self.states.last_modified
            self.renew_revision()

    def forget(self, qualifier: str) -> None:
        """A version or an alias is gone."""
        self._url_configs.pop(qualifier, None)
        self._policies.pop(qualifier, None)

    @property
    def _whole(self) -> ServiceFunction:
        return cast("ServiceFunction", self)

    @property
    def _name(self) -> str:
        return self._whole.configuration.function_name

    def _qualified_arn(self, qualifier: str | None) -> str:
        return self._arn if qualifier is None else f"{self._arn}:{qualifier}"

    def _policy(self, qualifier: str | None) -> Policy:
        found = self._policies.get(qualifier)
        if found is None:
            arn = self._qualified_arn(qualifier)
            alias = qualifier is not None and not is_version(qualifier)
            operation = "GetPolicy" if alias else "GetFunction/GetAlias"
            found = self._policies[qualifier] = Policy(arn, lambda: self.renew_revision(qualifier), operation)
        return found

    def _revision_of(self, qualifier: str | None) -> str:
        if qualifier is None:
            return self.revision_id
        if is_version(qualifier):
            return self.versions.get(qualifier).revision_id
        return self.aliases.get(qualifier).revision_id

    def _check_qualifier(self, qualifier: str | None) -> None:
        if qualifier is not None and not self.aliases.knows(qualifier):
            raise function_not_found(f"{self._arn}:{qualifier}")

    def _check_policy_qualifier(self, qualifier: str | None) -> None:
        """API::test_permission_exceptions: what can be an alias is missed as one."""
        if qualifier is None or self.aliases.knows(qualifier):
            return
        if is_version(qualifier) or "$" in qualifier:
            raise function_not_found(f"{self._arn}:{qualifier}")
        raise ResourceNotFoundException(f"Cannot find alias arn: {self._arn}:{qualifier}")

    def _check_url(self, qualifier: str | None, auth_type: str | None, invoke_mode: str | None) -> None:
        self._check_url_qualifier(qualifier)
        check_settings(auth_type, invoke_mode)
        if qualifier is not None and not self.aliases.knows(qualifier):
            raise ResourceNotFoundException("Function does not exist", f"It is {self._arn}:{qualifier}.")

    def _check_url_qualifier(self, qualifier: str | None) -> None:
        if qualifier is not None:
            refuse(text_violations("qualifier", qualifier, length=(1, 128), pattern=URL_QUALIFIER_PATTERN))
