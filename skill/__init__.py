"""Ankle Coach, the skill: a coach for sore ankles behind an Alexa endpoint."""
