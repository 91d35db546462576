"""What people may say, and what Alexa must know: sources and their expansion."""
