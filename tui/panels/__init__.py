"""The widgets around pictures: a board of panels, what each reads, and notices over them."""
