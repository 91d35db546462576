"""A smart speaker without Amazon: talk to the real skill on a laptop."""
