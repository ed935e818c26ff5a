"""What is computed beside training, at one state: pure functions of a problem and a state, for pictures."""
