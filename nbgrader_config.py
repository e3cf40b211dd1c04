"""What nbgrader needs to know about this course. Everything not said here is nbgrader's default.

All of it stands inside `try`, since nbgrader goes on with its defaults, and without the sandbox, where this file fails.
What a teacher adds is in nbgrader_config_local.py, which is read at the end.
"""

try:
    import os
    import sys
    from functools import partial
    from pathlib import Path

    from vecembed_lab.grading import executor

    # nbgrader calls `alembic` by name, which is only found in an activated environment.
    BIN = str(Path(sys.executable).parent)
    if BIN not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = BIN + os.pathsep + os.environ["PATH"]

    c = get_config()  # noqa: F821  nbgrader provides it

    executor.fit(Path(__file__))
    executor.keep_private(Path(__file__).parent)  # teachers who share a folder with a group remove this line
    executor.guard()

    # Folders: solutions/ -> exercises/, then nbgrader's own submitted/ -> autograded/ -> feedback/.
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    c.CourseDirectory.solution_directory = "model_answers"  # the default, solution/, is one letter from solutions/

    # nbgrader copies every other file along: *.py would hand out the answers, and bring in a learner's own numpy.py.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.py", "*.pyc", "gradebook.db*"]
    c.CourseDirectory.max_file_size = 20_000  # kB; what is handed in is one notebook of less than 1 MB

    # An unsolved function returns None: "Run all" goes on to the end, and every check says what is missing.
    c.ClearSolutions.code_stub = {"python": "...  # your code here"}
    c.ClearSolutions.text_stub = "*Your answer here.*"

    # exercises/ is part of the repository: make it anew, and register the assignment, instead of skipping it.
    c.GenerateAssignment.force = True
    c.GenerateAssignment.exporter_class = "vecembed_lab.grading.converters.Release"
    c.GenerateAssignment.post_convert_hook = partial(executor.open_release, c.CourseDirectory.release_directory)

    # On a hub everybody can write into nbgrader's exchange: what is collected from there is a student's own, and no
    # link.
    c.ExchangeFactory.collect = "vecembed_lab.classroom.exchange.Collect"

    # A submission is taken in by us, and rebuilt from the release: only the student's texts are taken over. Then all
    # code runs in a sandbox, and what is graded is judged outside of it. Classes are named, not imported: nbgrader
    # imports those that it uses.
    c.Autograde.exporter_class = "vecembed_lab.grading.converters.Intake"  # as in nbgrader_config.json
    c.Autograde.sanitize_preprocessors = [
        f"nbgrader.preprocessors.{name}" for name in ("OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
    ]
    c.Autograde.autograde_preprocessors = [
        executor.judged,
        "vecembed_lab.grading.converters.SaveAutoGrades",
        *(f"nbgrader.preprocessors.{name}" for name in ("AssignLatePenalties", "CheckCellMetadata")),
    ]

    # Feedback shows no hidden test and no marking scheme. No page lets HTML in a student's text come alive; formulas
    # are MathML, for which no page needs a network.
    c.GenerateFeedback.exporter_class = "vecembed_lab.grading.pages.FeedbackPage"
    c.GenerateFeedback.preprocessors = [
        "vecembed_lab.grading.pages.Grades",
        "vecembed_lab.grading.converters.ClearHiddenTests",
        "vecembed_lab.grading.converters.ClearMarkScheme",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.filters = {"markdown2html": "vecembed_lab.grading.pages.markdown2html"}
    c.HTMLExporter.preprocessors = ["vecembed_lab.grading.pages.escaped_names"]

    # What spreadsheets would take for a formula is text in grades.csv.
    c.ExportApp.plugin_class = "vecembed_lab.classroom.export.Export"

    # `nbgrader validate`, which a learner may run, uses a kernel. Checks end by themselves long before, with a reason.
    c.Execute.timeout = 60
    c.Execute.extra_arguments = ["--log-level=ERROR"]  # no warning about local ports

    exec(executor.own_lines(Path(__file__)))
except Exception as error:
    import os
    import sys
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    *_, last = (frame for frame in frames if frame is frames[0] or frame.filename.endswith("nbgrader_config_local.py"))
    place = "" if isinstance(error, SyntaxError) else f" ({os.path.basename(last.filename)}, line {last.lineno})"
    said = error if type(error).__name__ == "CourseError" else f"{type(error).__name__}: {error}{place}"
    why = f"nbgrader does nothing here: {said}"
    server = sys.modules.get("jupyter_server.serverapp")
    if not (server and server.ServerApp.initialized()):
        raise SystemExit(why) from None  # the one thing that nbgrader does not swallow

    # Somebody's notebooks may be open in this server: it stays, and formgrader is closed until the next start.
    from nbgrader.converters.base import BaseConverter, NbGraderException
    from nbgrader.server_extensions.formgrader.base import BaseHandler, JupyterHandler, web

    async def closed(handler, why=why):
        """Let nobody in, and tell who is logged in why."""
        await JupyterHandler.prepare(handler)
        raise web.HTTPError(503, "%s", why if handler.current_user else "closed")

    def refused(converter, why=why):
        """Convert nothing."""
        raise NbGraderException(why)

    BaseHandler.prepare, BaseConverter.start = closed, refused
    print(why, file=sys.stderr)
