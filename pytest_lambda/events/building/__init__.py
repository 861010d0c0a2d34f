"""What builders are made of: overrides, surroundings, notations, and the parts that several events share."""
