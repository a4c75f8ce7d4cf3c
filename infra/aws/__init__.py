"""Statewright on AWS, as CDK stacks generated from the catalog."""
