"""Stacks compose: what belongs together, tags and outputs. What is built is in `infra.aws.constructs`."""
