"""Application Load Balancers in front of a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pytest_lambda.errors import InvokeError, ResourceNotFoundException, TooManyRequestsException
from pytest_lambda.events.builders import target_group as events
from pytest_lambda.events.building.http_request import HttpRequest, request_of
from pytest_lambda.events.building.overrides import NOTHING
from pytest_lambda.gateway.alb.answers import answer_of
from pytest_lambda.gateway.alb.error_pages import error_page
from pytest_lambda.gateway.alb.health_checks import TargetHealth, health_check_of
from pytest_lambda.gateway.alb.listener import TargetGroup, rules_of
from pytest_lambda.gateway.alb.request_headers import rewrite
from pytest_lambda.gateway.alb.request_limits import check_request
from pytest_lambda.gateway.door import Door, Refused
from pytest_lambda.gateway.exchange import Answer, Exchange, GatewayRequest
from pytest_lambda.gateway.integration import Integration, IntegrationTimedOut
from pytest_lambda.gateway.wire import received
from pytest_lambda.runtime.function import LambdaFunction

_DEFAULT = "default"


class LoadBalancer(Door):
    """An Application Load Balancer with a listener on HTTPS, whose target groups have a Lambda function each.

    Args:
        function: the target of the default rule.
        multi_value_headers: the target group's attribute `lambda.multi_value_headers.enabled`: headers and query are
            lists of all values, in events and in answers.
        target_group_name: of the default rule's target group.
        qualifier: version or alias of the function.
        rules: in the order of their priority: mappings with conditions (`path_pattern`, `host_header`,
            `http_request_method`: a text or a list) and `function`; also `target_group_name`, `multi_value_headers`
            and `qualifier`. What meets none goes to the default rule.
        health_check: of the default rule's target group: `path` ("/"), `matcher` ("200") and `timeout_seconds` (30);
            see `check_health`.
        raise_function_errors: see `Door`.
        source_ip: of the client.

    Raises:
        ConfigurationError: a setting is wrong.
    """

    kind: ClassVar[str] = "alb"

    def __init__(
        self,
        function: LambdaFunction,
        *,
        multi_value_headers: bool = False,
        target_group_name: str = "lambda-targets",
        qualifier: str | None = None,
        rules: Any = (),
        health_check: Mapping[str, Any] | None = None,
        raise_function_errors: bool = False,
        source_ip: str | None = None,
    ) -> None:
        super().__init__(function, raise_function_errors=raise_function_errors, source_ip=source_ip)
        self._group = TargetGroup(target_group_name, function, multi_value_headers, qualifier)
        self._rules = rules_of(rules)
        self._health_check = health_check_of(health_check)
        world = function.world
        self._digits, number = events.ids_of(world.seed)
        self._host = f"my-alb-{number}.{world.region}.elb.{world.dns_suffix}"

    @property
    def host(self) -> str:
        """The host name of the load balancer."""
        return self._host

    def answered(self, request: GatewayRequest, exchange: Exchange) -> Answer:
        """The answer of a target."""
        check_request(request)
        group = self._group_for(request, exchange)
        scene = self.scene()
        http = received(request)
        rewrite(http, scene, request.source_ip)
        front = events.TargetGroup(self._context(group), self._host, group.multi_value_headers)
        exchange.event = events.event_of(scene, NOTHING, http, front, request.source_ip)
        return self._of_target(group, exchange)

    def refused(self, request: GatewayRequest, exchange: Exchange, refused: Refused) -> Answer:
        """The load balancer's own answer."""
        return error_page(refused.name)

    def check_health(self) -> TargetHealth:
        """Send one health check to the target of the default rule.

        Load balancers do so on their own, time and again, once health checks are enabled; a target changes its state
        after some checks in a row. This sends one, when it is asked to, and tells what it found.
        """
        check, group = self._health_check, self._group
        exchange = Exchange(self.kind, route=_DEFAULT)
        request: HttpRequest = request_of(path=check.path)
        front = events.TargetGroup(self._context(group), self._host, group.multi_value_headers)
        exchange.event = events.health_check_of(NOTHING, request, front)
        try:
            status = self._of_target(group, exchange, timeout_in_millis=check.timeout_seconds * 1000).status
        except IntegrationTimedOut as late:
            exchange.result = late.result
            return TargetHealth("unhealthy", "Target.Timeout", "Request timed out", None, exchange)
        except Refused as refused:
            exchange.refusal = refused.refusal
            status = error_page(refused.name).status
        if check.accepts(status):
            return TargetHealth("healthy", None, None, status, exchange)
        description = f"Health checks failed with these codes: [{status}]"
        return TargetHealth("unhealthy", "Target.ResponseCodeMismatch", description, status, exchange)

    def _group_for(self, request: GatewayRequest, exchange: Exchange) -> TargetGroup:
        for number, rule in enumerate(self._rules, 1):
            if rule.takes(request):
                exchange.route = f"rule {number}"
                return rule.group
        exchange.route = _DEFAULT
        return self._group

    def _of_target(self, group: TargetGroup, exchange: Exchange, *, timeout_in_millis: int | None = None) -> Answer:
        """The answer of a target; but for health checks, the load balancer waits as long as the function takes."""
        target = Integration(group.function, qualifier=group.qualifier, timeout_in_millis=timeout_in_millis)
        try:
            exchange.result = target.invoke(exchange.event)
        except InvokeError as error:
            raise Refused(_reason_code(error), "ALB-invoke", str(error)) from None
        return answer_of(exchange, multi_value_headers=group.multi_value_headers)

    def _context(self, group: TargetGroup) -> Any:
        world = self.function.world
        digits = self._digits if group is self._group else world.ids_for("target group", group.name).hexadecimal(16)
        resource = f"targetgroup/{group.name}/{digits}"
        arn = f"arn:{world.partition}:elasticloadbalancing:{world.region}:{world.account}:{resource}"
        return {"elb": {"targetGroupArn": arn}}


def _reason_code(error: InvokeError) -> str:
    """As access logs have it; that other codes than of throttling make a 502 as well is not recorded."""
    if isinstance(error, TooManyRequestsException):
        return "LambdaThrottling"
    return "LambdaResourceNotFound" if isinstance(error, ResourceNotFoundException) else "LambdaServiceException"
