"""The HTTP API: the REST API behind Cognito, the API triggers in the open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import jsii
from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigateway import AccessLogFormat
from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct
from statewright.core.catalog import Catalog
from statewright.core.names import function_name

from infra.aws.acknowledge import acknowledge

PUBLIC_ROUTES = frozenset({"openapi.json"})
"""Below `/api`, served without a token."""
_ACCESS_LOG = json.dumps(
    {
        "requestId": "$context.requestId",
        "ip": "$context.identity.sourceIp",
        "time": "$context.requestTimeEpoch",
        "route": "$context.routeKey",
        "status": "$context.status",
        "latency": "$context.responseLatency",
        "integrationError": "$context.integrationErrorMessage",
        "authorizerError": "$context.authorizer.error",
    }
)


@jsii.implements(apigw.IAccessLogSettings)
class _AccessLog:
    """One JSON line per request, without anything a person sent."""

    def __init__(self, group: logs.LogGroup) -> None:
        self._group = group

    @property
    def destination(self) -> apigw.LogGroupLogDestination:
        return apigw.LogGroupLogDestination(self._group)

    @property
    def format(self) -> AccessLogFormat:
        return AccessLogFormat.custom(_ACCESS_LOG)


class Users(Construct):
    """The user pool and the front end's client: people sign in on the page itself (SRP), by invitation."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            user_pool_name="statewright",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            self.pool, "AwsSolutions-COG2", "MFA is each person's choice; an organisation enforces it in its pool"
        )
        acknowledge(self.pool, "AwsSolutions-COG8", "The paid plan adds nothing that Statewright uses")
        self.client = self.pool.add_client(
            "FrontEnd",
            auth_flows=cognito.AuthFlow(user_srp=True),
            prevent_user_existence_errors=True,
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )


class RestApi(Construct):
    """Routes made from the catalog: those of the services below `/api` and in public, `/hooks/*` to the API trigger."""

    def __init__(self, scope: Construct, id: str, *, users: Users) -> None:  # noqa: A002
        super().__init__(scope, id)
        self.api = apigw.HttpApi(self, "Api", api_name="statewright", create_default_stage=False)
        issuer = users.pool.user_pool_provider_url
        self._authorizer = HttpJwtAuthorizer("Users", issuer, jwt_audience=[users.client.user_pool_client_id])
        access_log = logs.LogGroup(self, "AccessLog", retention=logs.RetentionDays.ONE_MONTH)
        self.stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=1000, burst_limit=2000),
            access_log_settings=_AccessLog(access_log),
        )

    @property
    def url(self) -> str:
        """Base URL without a trailing slash."""
        return self.api.api_endpoint

    def connect(self, catalog: Catalog, functions: Mapping[str, lambda_.Function]) -> None:
        """Add the routes."""
        for service in catalog.services:
            integration = HttpLambdaIntegration(f"{service.name}-service", functions[service.function])
            for route in service.routes:
                self._add(f"/api/{route}", integration, public=route in PUBLIC_ROUTES)
                if route not in PUBLIC_ROUTES:
                    self._add(f"/api/{route}/{{proxy+}}", integration, public=False)
            for route in service.public_routes:
                self._throttle(*self._add(f"/{route}/{{proxy+}}", integration, public=True))
        hooks = HttpLambdaIntegration("api-trigger", functions[function_name("trigger", "api")])
        for hook in self._add("/hooks/{proxy+}", hooks, public=True):
            acknowledge(hook, "AwsSolutions-APIG4", "API triggers are public; a node may ask for its own shared secret")

    def _throttle(self, route: apigw.HttpRoute) -> None:
        """Anybody may call it: all callers together stay far under what costs, and the service counts each."""
        stage = cast("apigw.CfnStage", self.stage.node.default_child)
        limits = {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}
        stage.add_property_override("RouteSettings", {f"ANY {route.path}": limits})
        self.stage.node.add_dependency(route)

    def _add(self, path: str, integration: HttpLambdaIntegration, *, public: bool) -> list[apigw.HttpRoute]:
        if not public:
            return self.api.add_routes(
                path=path, methods=[apigw.HttpMethod.ANY], integration=integration, authorizer=self._authorizer
            )
        routes = self.api.add_routes(path=path, methods=[apigw.HttpMethod.ANY], integration=integration)
        for route in routes:
            acknowledge(route, "AwsSolutions-APIG4", "Served without a token on purpose: see the REST API's contract")
        return routes
