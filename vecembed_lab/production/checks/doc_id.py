"""The exercise `doc_id`: what a right answer does, and the wrong answers people really give."""

import hashlib
import re
import unicodedata

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import words
from vecembed_lab.production.documents import clean


def _hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _doc_id(text):
    return _hashed(clean(text))


doc_id = Exercise(
    "doc_id",
    _doc_id,
    hints=(
        "First make the text clean, then hash it: two steps.",
        "`unicodedata.normalize` composes letters, `split` without an argument finds every kind of white space.",
        'The clean text is `" ".join(unicodedata.normalize("NFC", text).split())`; `hashlib.sha256(...)` takes its '
        "bytes, `.encode()`, and `.hexdigest()` gives the digits.",
    ),
    read="A text and its name",
)


WHITE = [one for one in map(chr, range(0x3001)) if one.isspace()]  # all that Unicode has


@doc_id.criterion("by hand: one word, no word", points=1)
def _(student, rng):
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    same(student("abc"), abc, "SHA-256 of abc, as its standard prints it")
    same(student(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "No letter at all")


@doc_id.criterion("white space and the composition of letters change nothing", points=2)
def _(student, rng):
    one, other = words(rng, "plain", "signs")
    name = _doc_id(f"{one} {other}")
    for blank in ("  ", " \r\n ", *WHITE):
        same(
            student(f"{one}{blank}{other}"), name, f"Between the words stands {blank!r}, white space for `str.split()`"
        )
    same(student(f"\n {one} {other}\t"), name, "White space at both ends does not count")
    same(student(" \n "), _hashed(""), "White space alone is an empty text")
    for word in words(rng, "accents", "other scripts"):
        same(student(unicodedata.normalize("NFD", word)), _doc_id(word), "Letters and their accents came apart")
        same(student(unicodedata.normalize("NFC", word)), _doc_id(word), "Letters and their accents came together")


@doc_id.criterion("everything else counts", points=1)
def _(student, rng):
    for text in ("Polish", "polish", "pol ish", "x\u00b2", "x2", "\ufb01ne", "fine", "re-sent", "resent", "A.", "A"):
        same(student(text), _doc_id(text), f"{text!r} has a name of its own")
    for text in ("it\u2019s", "it's", "\u201ca\u201d", '"a"', "a\u2013b", "a-b"):
        same(student(text), _doc_id(text), f"{text!r}: signs stay as they are")
    for text in ("pol\u200bish", "\ufeffpolish", "pol\x07ish"):
        same(student(text), _doc_id(text), f"{text!r}: `str.split()` does not take that sign for white space")
    text = next(word for word in (f"{rng.integers(10**9)}" for _ in range(10**4)) if _doc_id(word)[0] == "0")
    same(student(text), _doc_id(text), f"{text!r} has a name that begins with 0")
    text = " ".join(words(rng) * 40)
    same(student(text), _doc_id(text), f"A text of {len(text)} letters")


@doc_id.mistake("the text was hashed as it is; clean it first.")
def not_cleaned(text):
    return _hashed(text)


@doc_id.mistake("only the ends were stripped; runs of white space inside become one blank as well.")
def only_stripped(text):
    return _hashed(unicodedata.normalize("NFC", text).strip())


@doc_id.mistake("letters and accents were not composed: the same word has two spellings in Unicode. Use NFC.")
def not_composed(text):
    return _hashed(" ".join(text.split()))


@doc_id.mistake("letters and accents were taken apart (NFD); put them together (NFC).")
def decomposed(text):
    return _hashed(" ".join(unicodedata.normalize("NFD", text).split()))


@doc_id.mistake("NFKC also replaces signs by others, such as a raised 2 by 2; NFC keeps them.")
def compatible(text):
    return _hashed(" ".join(unicodedata.normalize("NFKC", text).split()))


@doc_id.mistake("the text was written in small letters; capitals count.")
def in_small_letters(text):
    return _doc_id(text.lower())


@doc_id.mistake("all white space was removed; a run of it becomes one blank.")
def without_blanks(text):
    return _hashed("".join(unicodedata.normalize("NFC", text).split()))


@doc_id.mistake("only blanks were looked at; new lines and tabs are white space too.")
def only_blanks(text):
    return _hashed(re.sub(" +", " ", unicodedata.normalize("NFC", text)).strip())


@doc_id.mistake("each blank was kept: a run of white space becomes one blank, however long it is.")
def runs_kept(text):
    return _hashed(re.sub(r"\s", " ", unicodedata.normalize("NFC", text)).strip())


@doc_id.mistake("the ends were not stripped: a blank is left there.")
def ends_kept(text):
    return _hashed(re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)))


@doc_id.mistake("this is MD5; SHA-256 is asked.")
def md5(text):
    return hashlib.md5(clean(text).encode()).hexdigest()


@doc_id.mistake("this is SHA-1; SHA-256 is asked.")
def sha1(text):
    return hashlib.sha1(clean(text).encode()).hexdigest()


@doc_id.mistake("the name was cut off; all 64 digits are asked.")
def cut(text):
    return _doc_id(text)[:16]


@doc_id.mistake("this is the clean text; return its SHA-256.")
def clean_text(text):
    return clean(text)


@doc_id.mistake("letters outside ASCII were dropped, so that different texts get one name; encode in UTF-8.")
def ascii_only(text):
    return hashlib.sha256(clean(text).encode("ascii", "ignore")).hexdigest()


@doc_id.mistake("the text was encoded in UTF-16; UTF-8 is asked.")
def utf16(text):
    return hashlib.sha256(clean(text).encode("utf-16")).hexdigest()


@doc_id.mistake("signs were removed; only white space and the composition of letters do not count.")
def without_signs(text):
    return _hashed(" ".join(re.sub(r"[^\w\s]", "", unicodedata.normalize("NFC", text)).split()))


@doc_id.mistake("the name is in capitals; `hexdigest` writes small letters.")
def in_capitals(text):
    return _doc_id(text).upper()


@doc_id.mistake("zero-width signs were taken for white space; `str.split()` does not split there, and they count.")
def without_zero_width(text):
    return _doc_id(re.sub("[\u200b\ufeff]", " ", text))


@doc_id.mistake("only white space of ASCII was looked at; a no-break space, for one, is white space too.")
def white_space_of_ascii(text):
    return _hashed(re.sub(r"[ \t\n\r\f\v]+", " ", unicodedata.normalize("NFC", text)).strip(" "))


@doc_id.mistake("only blanks, tabs and line ends were taken for white space; `str.split()` knows more kinds.")
def blanks_tabs_and_line_ends(text):
    return _hashed(re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text)).strip(" "))


@doc_id.mistake("letters were folded (`casefold`), which loses capitals and more; they count.")
def folded(text):
    return _doc_id(text.casefold())


@doc_id.mistake("accents were taken off the letters; only their composition does not count.")
def without_accents(text):
    return _doc_id(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


@doc_id.mistake("the text was encoded in Latin-1, which lacks most letters; UTF-8 is asked.")
def latin1(text):
    return hashlib.sha256(clean(text).encode("latin-1", "replace")).hexdigest()


@doc_id.mistake("only letters and digits were kept; signs count, and they do not part words.")
def words_only(text):
    return _hashed(" ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text))))


@doc_id.mistake("this is SHA3-256, another function; SHA-256 is asked.")
def sha3(text):
    return hashlib.sha3_256(clean(text).encode()).hexdigest()


@doc_id.mistake("the name was cut off, as tables of the lesson print it; all 64 digits are asked.")
def cut_as_printed(text):
    return _doc_id(text)[:8]


@doc_id.mistake("`hex` writes 0x in front and loses zeros; `hexdigest` writes all 64 digits.")
def as_a_number(text):
    return hex(int(_doc_id(text), 16))


@doc_id.mistake("zeros in front were lost; a name always has 64 digits.")
def zeros_lost(text):
    return _doc_id(text).lstrip("0")


@doc_id.mistake("an empty text got no name; it has one, like all others.")
def empty_without_a_name(text):
    return _doc_id(text) if clean(text) else ""


@doc_id.mistake("two blanks became one only once; a run of white space may be longer, and of other signs.")
def pairs_of_blanks(text):
    text = unicodedata.normalize("NFC", text).replace("\n", " ").replace("\t", " ")
    return _hashed(text.replace("  ", " ").strip())


@doc_id.mistake("white space was taken from a list that lacks some kinds; `str.split()` knows all of them.")
def listed_white_space(text):
    return _hashed(re.sub("[ \\t\\n\\r\\f\\v\u00a0\u2003\u3000]+", " ", unicodedata.normalize("NFC", text)).strip(" "))


@doc_id.mistake("curly quotes and dashes were made plain ones; signs count as they are.")
def plain_quotes(text):
    plain = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"}
    return _doc_id(text.translate(plain))


@doc_id.mistake("control characters were removed; those that `str.split()` does not take for white space count.")
def without_controls(text):
    return _doc_id("".join(one for one in text if unicodedata.category(one) != "Cc" or one in "\n\t\r"))


@doc_id.mistake("signs of no width were removed; they count as well.")
def without_format_signs(text):
    return _doc_id("".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf"))


@doc_id.mistake("accents were taken off the letters; they count, however they are composed.")
def accents_dropped(text):
    apart = unicodedata.normalize("NFD", text)
    return _hashed(" ".join("".join(one for one in apart if not unicodedata.combining(one)).split()))


@doc_id.mistake("`utf-8-sig` writes three bytes in front of the text; encode it in `utf-8`.")
def with_signature(text):
    return hashlib.sha256(clean(text).encode("utf-8-sig")).hexdigest()


@doc_id.mistake("this is SHA-512, cut to 64 digits; SHA-256 is asked.")
def sha512(text):
    return hashlib.sha512(clean(text).encode()).hexdigest()[:64]


@doc_id.mistake("the text was encoded in UTF-16, without a mark in front; UTF-8 is asked.")
def utf16_without_mark(text):
    return hashlib.sha256(clean(text).encode("utf-16-le")).hexdigest()


@doc_id.mistake("a byte order mark at the beginning was dropped; it is no white space, and counts.")
def mark_dropped(text):
    return _doc_id(text.lstrip("\ufeff"))


@doc_id.mistake("line breaks were kept; they are white space like others, and a run of it becomes one blank.")
def lines_kept(text):
    lines = unicodedata.normalize("NFC", text).strip().split("\n")
    return _hashed("\n".join(" ".join(line.split()) for line in lines))
