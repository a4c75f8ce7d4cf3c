"""Intermediate form to Amazon States Language in JSONata mode."""
