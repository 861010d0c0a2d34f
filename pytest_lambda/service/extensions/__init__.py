"""Extensions: processes beside the runtime's in an execution environment (G60-G66)."""
