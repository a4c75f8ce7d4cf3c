"""Constructs build; stacks wire them together."""
