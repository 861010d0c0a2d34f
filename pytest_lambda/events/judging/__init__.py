"""How events and answers are judged: shapes, books of rules, and what several books share."""
