"""What CloudFormation's types of resources are here: one row for each, one module for each service."""
