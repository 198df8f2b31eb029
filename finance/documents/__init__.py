"""What people send that is not words: the bytes kept once, and who may see them."""
