"""What a class on a hub does, step by step, in the world that `hubworld` makes; `hub` plays it."""

import json
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from vecembed_lab.author import hubworld
from vecembed_lab.author.build import BuildError
from vecembed_lab.author.hubpeople import Person
from vecembed_lab.author.samples import MARK, answered, mistaken
from vecembed_lab.data import registry
from vecembed_lab.files.units import CONFIG, ROOT, Unit

UNIT = Unit("01_similarity")
NOTEBOOK = f"{UNIT.folder}/{UNIT.folder}.ipynb"
TEACHER, STUDENTS = "grace", ("ada", "bob")
COURSE = "vectors"  # the teacher's folder, and the name of the course in the exchange
EXCHANGE = hubworld.SRV / "nbgrader" / "exchange"
DATA = hubworld.SRV / "vecembed"
PROXY = ROOT / "node_modules" / "configurable-http-proxy"
READY = "JupyterHub is now running"
WRITTEN = {"ada": 1.0, "bob": 0.5}  # the share of the points that the teacher gives for written answers


@dataclass
class Outcome:
    """What came of it."""

    points: dict[str, float] = field(default_factory=dict)
    most: float = 0.0
    waiting: int = 0  # answers that a person had to read
    feedback: dict[str, str] = field(default_factory=dict)  # the page that each student fetched
    tried: dict[str, tuple[int, str]] = field(default_factory=dict)  # what bob typed, its exit code, what it showed
    collected: dict[str, list[str]] = field(default_factory=dict)  # the files of each student
    unplugged: str = ""  # what a student reads when there is no exchange
    refused: bool = False  # whether handing in failed then
    kept: bool = False  # whether the work is still there then
    formgraders: list[str] = field(default_factory=list)  # who can open it
    unseen: dict[str, list[str]] = field(default_factory=dict)  # the parts of nbgrader that are not there, for each


class Course:
    """A course as its people have it, and what has come of it so far."""

    def __init__(self) -> None:
        import nbformat

        self.people = {name: Person(name) for name in (TEACHER, *STUDENTS)}
        self.teacher, self.students = self.people[TEACHER], [self.people[name] for name in STUDENTS]
        cells = [cell for cell in nbformat.read(UNIT.solution, as_version=4).cells if "nbgrader" in cell.metadata]
        right = {cell.metadata.nbgrader.grade_id: MARK.sub("", cell.source) for cell in cells}
        self.answers = {"ada": right, "bob": right | {"cosine": mistaken(UNIT, "cosine", "dot_product")}}
        self.out, self.log = Outcome(), []

    def formgrader(self, method: str, path: str, **body: Any) -> Any:
        """What formgrader answers to the teacher's click."""
        answer = self.teacher.api(method, f"formgrader/api/{path}", **body)
        if isinstance(answer, dict) and not answer.get("success", True):
            raise BuildError(f"{path}: {answer.get('error', '')[-2000:]} {answer.get('log', '')[-2000:]}")
        return answer

    def list(self, student: Person, action: str) -> list[dict[str, Any]]:
        """What a student sees in the list of assignments after a click."""
        answer = student.api("POST", f"assignments/{action}", course_id=COURSE, assignment_id=UNIT.folder)
        if not answer["success"]:
            raise BuildError(f"{action} by {student.name}: {answer['value']}")
        return answer["value"]


# The steps. The first line of each says on the screen what it does.


def make_accounts(course: Course) -> None:
    """A machine with three accounts, an exchange for all, and a course folder in the teacher's home."""
    homes = hubworld.make(course.people)
    EXCHANGE.mkdir(parents=True)
    EXCHANGE.chmod(0o1777)
    folder = homes[TEACHER] / COURSE
    shutil.copytree(UNIT.solution.parent, folder / UNIT.solution.parent.relative_to(ROOT))
    for file in (ROOT / CONFIG, UNIT.lesson_text):
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    hubworld.give(folder, TEACHER)
    hubworld.show(registry.cache(), DATA)
    # As if the course had been installed from its wheel: nobody sees what lies beside the package in a clone.
    ours = (ROOT / "vecembed_lab", ROOT / "hub", ROOT / "requirements.lock", PROXY.parent)
    hubworld.hide(ROOT, [Path(sys.prefix), Path(sys.base_prefix), *ours])


def start_hub(course: Course) -> None:
    """JupyterHub starts on loopback, and all three log in: each gets a server that runs in their name."""
    password = secrets.token_urlsafe()
    room = hubworld.SRV / "jupyterhub"
    room.mkdir(mode=0o700)
    command = [sys.executable, "-m", "jupyterhub", "-f", ROOT / "hub" / "jupyterhub_config.py"]
    command += ["--JupyterHub.authenticator_class=dummy", f"--DummyAuthenticator.password={password}"]
    hub = subprocess.Popen(command, cwd=room, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in hub.stdout:
        course.log.append(line)
        if READY in line:
            break
    else:
        raise BuildError("JupyterHub did not start")
    threading.Thread(target=course.log.extend, args=(hub.stdout,), daemon=True).start()
    for person in course.people.values():
        person.log_in(password)


def look_around(course: Course) -> None:
    """The teacher sees formgrader; the students do not, nor what makes exercises."""
    for person in course.people.values():
        disabled = re.search(r'"disabledExtensions": (\[.*?\])', person.visit("lab").text)
        course.out.unseen[person.name] = sorted(part for part in json.loads(disabled[1]) if "nbgrader" in part)
        page = person.visit("formgrader")
        if page.ok and "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]:  # JupyterLab frames it
            course.out.formgraders.append(person.name)


def release(course: Course) -> None:
    """The teacher hands out: the answers are cut out, and the exercises go into the exchange."""
    course.formgrader("POST", f"assignment/{UNIT.folder}/assign")
    course.formgrader("POST", f"assignment/{UNIT.folder}/release")


def hand_in(course: Course) -> None:
    """Two students fetch the exercises, write their answers and hand in; bob takes cosine for the dot product."""
    import nbformat

    for student in course.students:
        course.list(student, "fetch")
        page = student.api("GET", f"api/contents/{NOTEBOOK}")["content"]
        page = answered(nbformat.from_dict(page), course.answers[student.name])
        student.api("PUT", f"api/contents/{NOTEBOOK}", type="notebook", content=page)
        course.list(student, "submit")


def try_what_is_forbidden(course: Course) -> None:
    """Bob looks for the answers, hands in for ada, and links to the teacher's answers: all in vain."""
    bob, inbound = course.people["bob"], EXCHANGE / COURSE / "inbound"
    home = hubworld.SRV / "home" / TEACHER / COURSE
    of_teacher = (f"ls {inbound}", f"cat {home}/solutions/{NOTEBOOK}")
    for line in of_teacher:
        if course.teacher.type(line)[0]:
            raise BuildError(f"the teacher cannot do what students may not: {line}")
    for line in (
        *of_teacher,
        f"ls {hubworld.SRV}/home/ada",
        f"rm -rf {EXCHANGE}/{COURSE}",
        f"mv {EXCHANGE}/{COURSE} {EXCHANGE}/mine",
    ):
        course.out.tried[line] = bob.type(line)
    later = f"{UNIT.folder}+2999-01-01 00:00:00.000000 UTC+x"  # what is newer counts
    for line in (
        f"cp -r ~/{UNIT.folder} '{inbound}/ada+{later}'",
        f"cp -r ~/.local/share/jupyter/nbgrader_cache/{COURSE}/bob+* '{inbound}/bob+{later}'",
        f"ln -s {home}/solutions/{NOTEBOOK} '{inbound}/bob+{later}/answers.txt'",
    ):
        code, said = bob.type(line)
        if code:
            raise BuildError(f"bob could not try it: {said}")


def collect(course: Course) -> None:
    """The teacher collects: what is a student's own, and no link."""
    course.formgrader("POST", f"assignment/{UNIT.folder}/collect")
    for folder in (hubworld.SRV / "home" / TEACHER / COURSE / "submitted").iterdir():
        course.out.collected[folder.name] = sorted(path.name for path in (folder / UNIT.folder).iterdir())


def grade(course: Course) -> None:
    """The teacher types `vecembed grade 1` in a terminal of JupyterLab: their code runs in a sandbox."""
    code, said = course.teacher.type("vecembed grade 1 --workers 2")
    if code:
        raise BuildError(said)


def read_what_is_written(course: Course) -> None:
    """The teacher reads the written answers in formgrader, and gives points for them."""
    for row in course.formgrader("GET", f"submitted_notebooks/{UNIT.folder}/{UNIT.folder}"):
        for found in course.formgrader("GET", f"grades?submission_id={row['id']}"):
            if found["needs_manual_grade"]:
                points = WRITTEN[row["student"]] * found["max_score"]
                course.formgrader("PUT", f"grade/{found['id']}", manual_score=points, extra_credit=0)
                course.out.waiting += 1


def give_back(course: Course) -> None:
    """The teacher makes the pages of feedback, and gives them back through the exchange."""
    course.formgrader("POST", f"assignment/{UNIT.folder}/generate_feedback")
    course.formgrader("POST", f"assignment/{UNIT.folder}/release_feedback")
    for row in course.formgrader("GET", f"submissions/{UNIT.folder}"):
        course.out.points[row["student"]], course.out.most = row["score"], row["max_score"]


def fetch_feedback(course: Course) -> None:
    """Each student fetches a page, and reads it."""
    for student in course.students:
        course.list(student, "fetch_feedback")
        [folder] = student.api("GET", f"api/contents/{UNIT.folder}/feedback")["content"]
        page = student.api("GET", f"api/contents/{folder['path']}/{UNIT.folder}.html?type=file&format=text")
        course.out.feedback[student.name] = page["content"]


def lose_the_exchange(course: Course) -> None:
    """The exchange goes away: a student who hands in again is told so, and loses nothing."""
    EXCHANGE.rename(EXCHANGE.with_name("gone"))
    ada = course.people["ada"]
    before = ada.api("GET", f"api/contents/{NOTEBOOK}")["content"]
    course.out.unplugged = ada.api("GET", f"assignments?course_id={COURSE}")["value"]
    course.out.refused = not ada.api("POST", "assignments/submit", course_id=COURSE, assignment_id=UNIT.folder)[
        "success"
    ]
    course.out.kept = ada.api("GET", f"api/contents/{NOTEBOOK}")["content"] == before


STEPS = (make_accounts, start_hub, look_around, release, hand_in, try_what_is_forbidden, collect, grade)
STEPS += (read_what_is_written, give_back, fetch_feedback, lose_the_exchange)


def main() -> None:
    """Play it from inside, and print what came out as JSON; the steps are told as errors would be."""
    console, course = Console(stderr=True), Course()
    for step in STEPS:
        started = time.monotonic()
        try:
            step(course)
        except Exception as error:
            said = "".join(course.log[-40:])
            console.print(f"✗ {step.__doc__}\n{said}\n{error}", style="red", markup=False, highlight=False)
            sys.exit(1)
        console.print(f"[green]✓[/] [dim]{time.monotonic() - started:2.0f} s[/]  {step.__doc__}", highlight=False)
    print(json.dumps(asdict(course.out)))


if __name__ == "__main__":
    main()
