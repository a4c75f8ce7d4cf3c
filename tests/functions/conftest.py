from tests.support.runtime import executions, lambda_environment, redis

__all__ = ["executions", "lambda_environment", "redis"]
