"""Fit the weights of :mod:`speaker.nearest` again: ``python -m benchmarks.fit_understanding``.

Prints WEIGHTS and BIAS that tell the development set's own speech from its unrelated speech, where the samples of the
fallback intent have not told it already. Run it when the method
changes, not when a sentence is added.
"""

from dataclasses import astuple

from sklearn.linear_model import LogisticRegression

from benchmarks.understanding import DEVELOPMENT, sentences
from speaker.model import read_model
from speaker.nearest import FALLBACK, Nearest
from speaker.shipped_model import model_path
from speaker.words import words_of


def main() -> None:
    """Print the weights, in the order of the fields of Signs, and the bias."""
    nearest = Nearest(read_model(model_path("en-US")))
    said = [(sentence, *nearest.signs(words_of(sentence.text))) for sentence in sentences(DEVELOPMENT)]
    likely = [(sentence, signs) for sentence, intent, signs in said if intent != FALLBACK]
    signs = [astuple(signs) for _, signs in likely]
    ours = [sentence.intent != FALLBACK for sentence, _ in likely]
    fitted = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(signs, ours)
    print("Signs(" + ", ".join(f"{weight:.1f}" for weight in fitted.coef_[0]) + f"), {fitted.intercept_[0]:.1f}")


if __name__ == "__main__":
    main()
