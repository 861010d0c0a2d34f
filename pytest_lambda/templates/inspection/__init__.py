"""What a template declares, and what is wrong with it, without anything of it being run."""
