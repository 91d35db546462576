"""What can be wrong with the sentences, as one line a person can act on."""


class SentencesError(ValueError):
    """A fault in sentences/<lang>.yaml; the text names the file, the intent or slot type, and the fault."""
