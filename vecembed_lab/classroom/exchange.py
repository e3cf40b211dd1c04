"""`nbgrader collect`, which takes from the exchange what is a student's own, and follows no link in it.

Everybody on a hub can write into the exchange: what lies there may be called by the name of somebody else, or be a link
to what only the teacher may read.
"""

import os
import shutil
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from vecembed_lab.grading import intake
from vecembed_lab.grading.quiet import one_line

SHOWN = 10  # of the files that are left out, in the log


class Collect(ExchangeCollect):
    """nbgrader's, but of each submission it copies what `intake` takes, if its owner is the student it is named after.

    An owner without a name, as in containers, may be anybody: `check_owner` cannot tell.
    """

    def init_src(self) -> None:
        """Find the last submission of each student; what is not to be taken is nobody's."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]
        self.check_owner = False  # done: nbgrader's own check only warns, and fails where a link leads nowhere

    def _path_to_record(self, path: str) -> dict[str, Any]:
        name = os.path.basename(path)
        try:
            record = super()._path_to_record(path)
            self._claimed(path, record["username"])
        except Exception as error:  # the names are anybody's: one must not stop all
            self.log.error("not collected: %s: %s", one_line(name), one_line(str(error)))
            return {"username": "", "filename": name, "timestamp": datetime.min}
        return record

    def _claimed(self, path: str, student: str) -> None:
        """Raises ValueError if what lies there is not a folder of the student's."""
        if not intake.STUDENT.fullmatch(student):
            raise ValueError("a folder with this name cannot be a student's")
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise ValueError("it is not a folder")
        with suppress(KeyError):
            if self.check_owner and (owner := Path(path).owner()) != student:
                raise ValueError(f"it belongs to {owner}")

    def copy_files(self) -> None:
        """Copy all that is to be taken, and then let nbgrader put it in place, which removes what was there before.

        Raises OSError, and has removed nothing, if there is no room for all of it.
        """
        with TemporaryDirectory(prefix=".collecting.", dir=self.coursedir.root) as folder:
            self._copies = {}
            for number, record in enumerate(self.src_records):
                source, copy = os.path.join(self.inbound_path, record["filename"]), Path(folder, str(number))
                try:
                    notes = intake.copied(Path(source), copy, self.coursedir.ignore, notebooks=True)
                    self._copies[source] = copy, notes
                except FileNotFoundError as error:  # it went away meanwhile
                    self.log.error("not collected: %s: %s", one_line(record["filename"]), error.strerror)
            there = {os.path.basename(source) for source in self._copies}
            self.src_records = [record for record in self.src_records if record["filename"] in there]
            super().copy_files()

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Put the copy of one submission in place; the log says what was left out."""
        copy, notes = self._copies[src]
        shutil.move(copy, dest)
        more = [f"and {len(notes) - SHOWN} more"] if len(notes) > SHOWN else []
        for note in notes[:SHOWN] + more:
            self.log.warning("%s: left out: %s", one_line(os.path.basename(src)), note)
