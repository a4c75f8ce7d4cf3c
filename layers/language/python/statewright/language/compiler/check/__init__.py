"""What can be wrong with a workflow: one group of checks a module, each reporting all it finds."""
