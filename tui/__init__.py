"""What a person sees: the command line, the window, and the pictures in it."""

import os

# Read once, when Textual is imported: how often it may paint. At its own 60 a key press waits for up to 17 ms.
os.environ.setdefault("TEXTUAL_FPS", "120")
