"""Who may use functions and layers: policies are kept and shown, nothing is enforced; and function URLs."""
