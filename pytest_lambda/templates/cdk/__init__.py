"""What the CDK has synthesized."""
