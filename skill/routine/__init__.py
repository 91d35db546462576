"""The routine, a pure function of what is known, what was heard and the time: standard library only, no wording."""
