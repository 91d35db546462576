"""Alexa's side of the skill: the only place that imports the Alexa Skills Kit."""
