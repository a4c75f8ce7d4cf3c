"""The closed set of errors a node can end with.

Lambda reports only the leaf class name of an exception and Step Functions matches retriers and
catchers by exact name, so these names *are* the retry contract: the runtime raises them, the compiler
writes them into `Retry` and `Catch`, and nothing else may leave an action.

    StatewrightError
    ├── RetryableError                 worth another attempt
    │   ├── RateLimited                the provider said "later"
    │   ├── ProviderUnavailable        5xx, connection refused or reset, name not resolved
    │   ├── ProviderTimeout            no answer within the action's own limit
    │   └── ClaimHeld                  another attempt of the same node is still at work
    ├── PermanentError                 another attempt would end the same way
    │   ├── InvalidInput               the resolved configuration does not fit the action's model
    │   ├── ProviderRejected           the provider understood and refused (4xx)
    │   ├── AuthenticationFailed       the credentials are missing, wrong or expired
    │   ├── DestinationForbidden       the SSRF guard refused the address
    │   ├── OutputTooLarge             the result is over the payload limit after `select`
    │   ├── ExpressionFailed           an expression ended with an error or without a value
    │   ├── RecursionLimit             too many workflows run inside of each other
    │   └── ActionFailed               the action raised something it had not declared
    └── ExecutionStopped               a `stop` node ended the run with an error
"""

from __future__ import annotations

from typing import Final


class StatewrightError(Exception):
    """Base of every error a node can end with.

    The message is shown to the person who drew the workflow: say what happened, where, and what to do.
    It must not hold a secret.
    """


class RetryableError(StatewrightError):
    """Base of errors that are worth another attempt."""


class RateLimited(RetryableError):
    """The provider asked to slow down."""


class ProviderUnavailable(RetryableError):
    """The provider answered 5xx, or could not be reached at all."""


class ProviderTimeout(RetryableError):
    """The provider did not answer within the action's own time limit."""


class ClaimHeld(RetryableError):
    """Another attempt of the same node holds the idempotency claim and may still be at work."""


class PermanentError(StatewrightError):
    """Base of errors that another attempt would only repeat."""


class InvalidInput(PermanentError):
    """The resolved configuration does not fit the action's `Config` model."""


class ProviderRejected(PermanentError):
    """The provider understood the request and refused it (4xx)."""


class AuthenticationFailed(PermanentError):
    """The credentials are missing, wrong or expired."""


class DestinationForbidden(PermanentError):
    """The address is private, local or otherwise outside what actions may reach."""


class OutputTooLarge(PermanentError):
    """The result is over the payload limit even after `select`."""


class ExpressionFailed(PermanentError):
    """An expression raised, or gave no value where one is required."""


class RecursionLimit(PermanentError):
    """Too many workflows have started each other; nothing was started."""


class ActionFailed(PermanentError):
    """The action raised something that is not in this tree; the original class is in the message."""


class ExecutionStopped(StatewrightError):
    """A `stop` node ended the run with an error."""


RETRYABLE: Final[tuple[str, ...]] = ("RateLimited", "ProviderUnavailable", "ProviderTimeout", "ClaimHeld")
"""Leaf names of `RetryableError`, in the order the compiler writes them."""

PERMANENT: Final[tuple[str, ...]] = (
    "InvalidInput",
    "ProviderRejected",
    "AuthenticationFailed",
    "DestinationForbidden",
    "OutputTooLarge",
    "ExpressionFailed",
    "RecursionLimit",
    "ActionFailed",
)
"""Leaf names of `PermanentError`."""

LAMBDA_TRANSIENT: Final[tuple[str, ...]] = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)
"""What Step Functions reports when Lambda itself stumbles.

Source: AWS Step Functions developer guide, "Handle transient Lambda service exceptions".
"""
