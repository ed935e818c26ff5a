"""What a person sees: the command line, the window, and the pictures in it."""
