"""Errors as Step Functions names them."""

from __future__ import annotations


class ServiceError(Exception):
    """Answered with `status`, `__type` = `code` and the message. Source: Step Functions API reference."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def stopping() -> ServiceError:
    return ServiceError("ServiceUnavailable", "the local Step Functions is stopping: try again after its start", 503)


def no_state_machine(arn: str) -> ServiceError:
    return ServiceError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")


def deleting(arn: str) -> ServiceError:
    return ServiceError("StateMachineDeleting", f"State Machine is being deleted: '{arn}'")


def wrong_type(arn: str) -> ServiceError:
    return ServiceError(
        "StateMachineTypeNotSupported", f"This operation is not supported by this type of state machine: '{arn}'"
    )


def qualified(arn: str) -> ServiceError:
    return ServiceError("ValidationException", f"'{arn}' must name a state machine, without version or alias")


def no_execution(arn: str) -> ServiceError:
    return ServiceError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")


def execution_exists(arn: str) -> ServiceError:
    return ServiceError("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")


def invalid_arn(arn: str) -> ServiceError:
    return ServiceError("InvalidArn", f"Invalid Arn: '{arn[:300]}'")


def conflict(message: str) -> ServiceError:
    return ServiceError("ConflictException", message)


def not_found(arn: str) -> ServiceError:
    return ServiceError("ResourceNotFound", f"Resource not found: '{arn[:300]}'")
