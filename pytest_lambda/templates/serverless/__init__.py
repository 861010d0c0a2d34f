"""Projects of the Serverless Framework."""
