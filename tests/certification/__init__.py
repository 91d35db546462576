"""Amazon's certification, as far as it can be gone through without Amazon: ``script/certify``."""
