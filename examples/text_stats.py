"""No annotations, no docstring conventions: ordinary Python works as well."""

from collections import Counter


def text_stats(text="The quick brown fox jumps over the lazy dog", top=3, ignore_case=True):
    """Count the words of a text."""
    words = (text.lower() if ignore_case else text).split()
    return {
        "characters": len(text),
        "words": len(words),
        "different words": len(set(words)),
        "most frequent": dict(Counter(words).most_common(top)),
    }
