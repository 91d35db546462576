"""The skill on AWS: its template, and what builds its package."""
