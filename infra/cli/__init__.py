"""The `statewright` command: workflow files checked, compiled and simulated without a stack, a database or AWS."""
