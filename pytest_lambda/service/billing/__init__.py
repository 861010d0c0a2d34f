"""What a run would cost: prices of a date, and bills."""
