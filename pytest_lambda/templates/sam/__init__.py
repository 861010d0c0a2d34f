"""SAM templates become plain CloudFormation, as AWS's own macro makes it of them."""
