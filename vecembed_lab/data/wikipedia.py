"""The words of Wikipedia articles, read from a dump such as gensim ships for its tests."""

import bz2
import re
from pathlib import Path

SAMPLE = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"  # in gensim: 106 articles


def read_articles(dump: Path) -> list[list[str]]:
    """The words of every article in a bzip2 Wikipedia dump, in lower case and without markup."""
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki

    with bz2.open(dump) as opened:
        pages = extract_pages(opened, filter_namespaces=("0",))
        texts = [text for _, text, _ in pages if text and not text.upper().startswith("#REDIRECT")]
    return [re.findall("[a-z]+", filter_wiki(text).lower()) for text in texts]
