"""The routine itself: what the coach does, as a pure function of what it knows, what it heard and the time.

Standard library only; no Alexa, no clock, no input or output, no wording.
"""
