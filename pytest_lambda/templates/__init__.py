"""Templates: SAM, CloudFormation, the CDK and the Serverless Framework, as applications of simulated resources."""
