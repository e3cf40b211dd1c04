"""Class lists: what ends a line, and what only looks as if it did."""

import pytest

from vecembed_lab.classroom import roster
from vecembed_lab.classroom.gradebook import gradebook, students
from vecembed_lab.files.units import Unit


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029", "\x0c", "\x0b", "\x1c", "\x1d", "\x1e"], ids=ascii)
def test_only_line_ends_end_a_line(tmp_path, odd):
    file = tmp_path / "class.csv"
    file.write_text(f"id,first_name,last_name\nada,Ada,Love{odd}lace\nbob,Bob,B\n", encoding="utf-8", newline="")
    with pytest.raises(roster.ClassroomError, match=r"line 2: a name .* no control characters"):
        roster.read_roster(file)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=ascii)
def test_a_cell_may_not_break_the_table(tmp_path, end):
    file = tmp_path / "class.csv"
    file.write_text(f'id,last_name{end}ada,Lovelace{end}"bob","B, the first"{end}', encoding="utf-8", newline="")
    assert listed(file)["bob"]["last_name"] == "B, the first"


def csv_file(tmp_path, text):
    (file := tmp_path / "class.csv").write_text(text, encoding="utf-8")
    return file


def listed(file):
    return roster.read_roster(file)[0]


# As platforms export it: made up, with the headings that `roster.py` cites

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_similarity (778),Current Score
,,,,,Manual Posting,(read only)
    Points Possible,,,,,44,(read only)
"Lovelace, Ada",101,u1,ada,Vectors,40,91
"Smith, Robert",102,u2,,Vectors,,
Cleo Marin,103,,,"Vectors, and more",12,
"Student, Test",999,abc,def,Vectors,,
"""


def test_grades_exported_from_canvas(tmp_path):
    (file := tmp_path / "class.csv").write_text(f"\ufeff{CANVAS}", encoding="utf-8")
    assert listed(file) == {
        "ada": {"first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "101"},
        "u2": {"first_name": "Robert", "last_name": "Smith", "lms_user_id": "102"},
        "103": {"first_name": "Cleo", "last_name": "Marin", "lms_user_id": "103"},
    }


@pytest.mark.parametrize(
    "headings",
    [
        "First name,Last name,ID number,Email address",
        "Vorname,Nachname,ID-Nummer,E-Mail-Adresse",
        "Prénom,Nom de famille,Numéro d'identification,Adresse de courriel",
        "Nombre,Apellido(s),Número de ID,Dirección de correo",
        "Nome,Cognome,Codice identificativo,Indirizzo email",
        "Voornaam,Achternaam,ID-nummer,E-mailadres",
    ],
)
def test_participants_exported_from_moodle(tmp_path, headings):
    rows = "Ada,Lovelace,4711,ada@example.org,Student\nBob,Smith,,bob@example.org,Student\n"
    (file := tmp_path / "class.csv").write_text(f"{headings},Groups\n{rows}", encoding="utf-8")
    assert listed(file) == {
        "4711": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"},
        "bob@example.org": {"first_name": "Bob", "last_name": "Smith", "email": "bob@example.org"},
    }


def test_moodle_without_a_number(tmp_path):
    (file := tmp_path / "class.csv").write_text("First name,Last name,Email address\nAda,Lovelace,ada@example.org\n")
    assert list(listed(file)) == ["ada@example.org"]


def test_the_roster_of_github_classroom(tmp_path):
    """The name is mostly empty, and before a student has joined so is the user's name."""
    rows = [
        "identifier,github_username,github_id,name",
        "ada@example.org,adal,17,Ada King Lovelace",
        "i01-yaagma (i01),yaagma,40261856,",
        ",nameless,18,",
        "bob@example.org,,,",
        ",,,Cem Astrom",
    ]
    file = csv_file(tmp_path, "\n".join('"' + row.replace(",", '","') + '"' for row in rows))
    assert roster.read_roster(file) == (
        {
            "adal": {"first_name": "Ada King", "last_name": "Lovelace"},
            "yaagma": {"last_name": "i01-yaagma (i01)"},
            "nameless": {},
        },
        ["bob@example.org", "Cem Astrom"],
    )


def test_a_roster_without_users_on_github_is_said_to_be_one(tmp_path):
    file = csv_file(tmp_path, "identifier,github_username,github_id,name\nbob,,,\n")
    with pytest.raises(roster.ClassroomError, match="no students with a user name on GitHub, only bob"):
        roster.read_roster(file)


def test_canvas_without_the_columns_of_a_student_information_system(tmp_path):
    file = csv_file(tmp_path, 'Student,ID,Section,Current Score\n"Lovelace, Ada",101,Vectors,91\n')
    assert listed(file) == {"101": {"first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "101"}}


@pytest.mark.parametrize("headings", ["Username,ID number", "Benutzername,ID-Nummer", "Gebruikersnaam,ID-nummer"])
def test_moodle_with_a_username_and_a_number(tmp_path, headings):
    file = csv_file(
        tmp_path, f"First name,Surname,{headings},Email address\nAda,L,adal,4711,a@x.org\nB,S,bob,,b@x.org\n"
    )
    assert list(listed(file)) == ["4711", "bob"]


def test_a_list_of_ids_alone_is_a_class_list(tmp_path):
    """Grading enters people by their id alone, too, and these are on no list."""
    unit = Unit("01_similarity", tmp_path)
    with gradebook(unit, create=True) as book:
        for student in ("ada", "mallory"):
            book.add_student(student)
        assert students(book) == []
    assert roster.load_roster(unit, csv_file(tmp_path, "id\nada\nbob\n")) == (1, 1, [])
    with gradebook(unit) as book:
        assert [student.id for student in students(book)] == ["ada", "bob"]
        assert {student.id for student in book.students} == {"ada", "bob", "mallory"}
