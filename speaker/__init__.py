"""A smart speaker without Amazon, so that anyone can talk to the real skill on a laptop."""
