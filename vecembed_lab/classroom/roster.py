"""Class lists: CSV as people write it, and as Canvas, Moodle and GitHub Classroom export it.

Sources: Instructure, How do I export grades in the Gradebook? (Student, ID, SIS User ID, SIS Login ID, Section; a row
of "Points Possible" and one of the test student); MoodleDocs, Grade export and Participants, with the names of the
columns from Moodle's language packs; for GitHub Classroom's roster, the documentation of abc-classroom. There the
identifier is what the teacher entered; the name is mostly empty, and so is the user's name before a student has joined.
"""

import csv
import io
import re
from pathlib import Path

from vecembed_lab.classroom.gradebook import ClassroomError, gradebook
from vecembed_lab.files.units import Unit
from vecembed_lab.grading.books import is_listed

NUMBERS = {"id_number", "id_nummer", "numéro_d_identification", "número_de_id", "codice_identificativo"}  # Moodle's
NUMBERS |= {"número_de_identificação"}
USERNAMES = {"username", "benutzername", "nom_d_utilisateur", "nombre_de_usuario", "nome_de_utilizador"}
USERNAMES |= {"nome_de_usuário", "gebruikersnaam"}
COLUMNS = {  # headings in lower case with _ for what is no letter, and what they mean
    **dict.fromkeys(("id", "student_id", "username", "login", "sis_login_id"), "id"),
    **dict.fromkeys(("first_name", "firstname", "given_name"), "first_name"),
    **dict.fromkeys(("last_name", "lastname", "surname", "family_name"), "last_name"),
    **dict.fromkeys(("email", "e_mail", "mail", "email_address"), "email"),
    **dict.fromkeys(("lms_user_id", "canvas_id"), "lms_user_id"),
    # Moodle: English, German, French, Spanish, Italian, Portuguese, Dutch
    **dict.fromkeys(NUMBERS | USERNAMES, "id"),
    **dict.fromkeys(("vorname", "prénom", "nombre", "nome", "voornaam"), "first_name"),
    **dict.fromkeys(("nachname", "nom", "nom_de_famille", "apellido_s", "apellidos", "cognome"), "last_name"),
    **dict.fromkeys(("apelido", "sobrenome", "achternaam"), "last_name"),
    **dict.fromkeys(("e_mail_adresse", "adresse_de_courriel", "dirección_de_correo", "dirección_email"), "email"),
    **dict.fromkeys(("indirizzo_email", "endereço_de_e_mail", "endereço_de_email", "e_mailadres"), "email"),
}
CANVAS = {"student": "name", "id": "lms_user_id", "sis_login_id": "id", "sis_user_id": "second_id"}
GITHUB = {"github_username": "id", "name": "name", "identifier": "identifier"}
NOBODY = {"Points Possible", "Student, Test", "Test Student", ""}  # rows of Canvas that are no students
LONGEST = 128  # characters of a field in nbgrader's gradebook
ODD = re.compile(r"[<>\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # HTML, ends of lines, another reading order
HEADINGS = "id,first_name,last_name,email"


def load_roster(unit: Unit, file: Path) -> tuple[int, int, list[str]]:
    """Enter a class list into the course's gradebook: how many are new, how many were known, and who was passed over.

    Nobody is ever removed, and empty cells change nothing.
    Raises ClassroomError, and changes nothing, if a row is wrong.
    """
    roster, without_user = read_roster(file)
    with gradebook(unit, create=True) as book:
        known = {student.id for student in book.students} & roster.keys()
        for student, fields in roster.items():
            if not is_listed(book.update_or_create_student(student, **fields)):
                book.update_or_create_student(student, email="")  # an id alone is what grading enters, too
    return len(roster) - len(known), len(known), without_user


def read_roster(file: Path) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The students of a class list by id, with whatever it says of first_name, last_name, email and lms_user_id.

    The first line holds the headings; commas, semicolons and tabs separate. Of an export from Canvas the id is the SIS
    login, or Canvas's own number where there is none; from Moodle the ID number, or else the username or the address;
    from GitHub Classroom the user's name. Also returned: who has none of those yet, in the words of the list.
    Raises ClassroomError that names the line.
    """
    text = _text(file)
    if not text.strip():
        raise ClassroomError(f"{file} is empty; its first line must hold the headings {HEADINGS}")
    first = re.match(r"[^\r\n]*", text)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    fields = _fields(next(rows))
    stands_for_id = {"name", "last_name"} & set(fields) and {"email", "lms_user_id"} & set(fields)
    if fields.count("id") != 1 and ("id" in fields or not stands_for_id):
        raise ClassroomError(f"{file} needs one column id; its first line is {first[:80]!r}")
    is_on_github = "identifier" in fields
    roster: dict[str, dict[str, str]] = {}
    without_user: list[str] = []
    for row in rows:
        place = f"{file}, line {rows.line_num}"
        if any(cell.strip() for cell in row):
            student = _cells(fields, row, place)
            if is_on_github and "id" not in student:
                without_user.append(student.get("identifier") or student.get("name") or place)
            elif "name" not in fields or _named(student, is_on_github=is_on_github):
                _enter(roster, student, place)
    if not roster:
        who = f" with a user name on GitHub, only {', '.join(without_user)}" if without_user else ""
        raise ClassroomError(f"{file} has headings, but no students{who}")
    return roster, without_user


def _fields(headings: list[str]) -> list[str]:
    """What each column means; nothing for those of no use. Of Moodle's username and number the latter is the id."""
    plain = [re.sub(r"\W+", "_", heading.strip().lower()).strip("_") for heading in headings]
    exports = [(CANVAS, {"student", "id", "section"}), (GITHUB, {"github_username", "identifier"})]
    meaning = next((columns for columns, typical in exports if typical <= set(plain)), COLUMNS)
    if meaning is COLUMNS and NUMBERS & set(plain):
        meaning = COLUMNS | dict.fromkeys(USERNAMES, "second_id")
    return [meaning.get(heading, "") for heading in plain]


def _cells(fields: list[str], row: list[str], place: str) -> dict[str, str]:
    if len(row) != len(fields):
        raise ClassroomError(f"{place}: there must be {len(fields)} cells, as in the first line; there are {len(row)}")
    return {field: cell.strip() for field, cell in zip(fields, row, strict=True) if field and cell.strip()}


def _enter(roster: dict[str, dict[str, str]], student: dict[str, str], place: str) -> None:
    name = _id(student)
    if not re.fullmatch(r"\w[\w.@+-]*", name):  # it becomes a folder in submitted/
        raise ClassroomError(f"{place}: an id has letters, digits and . _ - + @ only; this is {name!r}")
    if too_long := [cell for cell in (name, *student.values()) if len(cell) > LONGEST]:
        raise ClassroomError(f"{place}: a cell may have {LONGEST} characters; this has more: {too_long[0][:40]!r}...")
    if odd := [cell for cell in student.values() if ODD.search(cell)]:
        raise ClassroomError(f"{place}: a name or address has no < or > and no control characters; this is {odd[0]!r}")
    if name in roster:
        raise ClassroomError(f"{place}: the id {name!r} stands there twice")
    roster[name] = student


def _named(student: dict[str, str], *, is_on_github: bool) -> bool:
    """Put the one name of an export into two fields; whether the row is about a student at all."""
    name, identifier = student.pop("name", ""), student.pop("identifier", "")
    if name in NOBODY and not is_on_github:
        return False
    last, comma, first = name.partition(", ")
    names = (first, last) if comma else name.rpartition(" ")[::2]
    student |= {field: part for field, part in zip(("first_name", "last_name"), names, strict=True) if part}
    if identifier and not name:
        student["last_name"] = identifier
    return True


def _id(student: dict[str, str]) -> str:
    """Taken out of the row: the id, or what stands for it."""
    second = student.pop("second_id", "")
    return student.pop("id", "") or second or student.get("email", "") or student.get("lms_user_id", "")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # Excel begins UTF-8 with a mark
    except UnicodeDecodeError:
        raise ClassroomError(f"{file} is not UTF-8; in Excel, save it as: CSV UTF-8 (comma delimited)") from None
