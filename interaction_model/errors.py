"""The error of invalid sentences."""


class SentencesError(ValueError):
    """A fault in sentences/<lang>.yaml; the text names the file, the intent or slot type, and the fault."""
