"""Unit 11. A text before it is stored: clean, named by its content, cut into chunks."""

import hashlib
import unicodedata


def clean(text: str) -> str:
    """The text in Unicode's composed form (NFC), each run of white space one blank, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def doc_id(text: str) -> str:
    """64 letters that name a text by its content: SHA-256 of the clean text in UTF-8.

    Equal texts get equal names on every machine and on every day, so what is sent twice is stored once.
    """
    return hashlib.sha256(clean(text).encode()).hexdigest()


def chunk(text: str, size: int, overlap: int) -> list[str]:
    """Chunks of `size` words; each begins with the last `overlap` words of the one before, the last may be shorter.

    No chunk lies wholly in the one before it; a text without words has none.
    Raises ValueError unless 0 <= overlap < size.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"overlap must be at least 0 and below size = {size}, got {overlap}")
    words = text.split()
    starts = range(0, max(len(words) - overlap, min(len(words), 1)), size - overlap)
    return [" ".join(words[start : start + size]) for start in starts]
