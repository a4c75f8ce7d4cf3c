from tests.support.runtime import executions, functions, lambda_environment, redis

__all__ = ["executions", "functions", "lambda_environment", "redis"]
