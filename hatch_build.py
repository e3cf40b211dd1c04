"""What a wheel carries besides the package: the course as a learner gets it, without any answers."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "vecembed_lab/_course"
CARRIED = ("course/*.ipynb", "course/[a-z]*.md", "exercises/*/*.ipynb", "nbgrader_config.*", "requirements.lock")


class Course(BuildHookInterface):
    """Adds the course to a wheel. An editable installation has it in its clone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Lay out what the wheel takes along."""
        if version != "editable":
            carried, self.folder = self._carried(), TemporaryDirectory()
            for path in carried:
                copy = Path(self.folder.name, path.relative_to(self.root))
                copy.parent.mkdir(parents=True, exist_ok=True)
                _copy(path, copy)
            build_data["force_include"][self.folder.name] = PLACE

    def _carried(self) -> list[Path]:
        found = {pattern: sorted(Path(self.root).glob(pattern)) for pattern in CARRIED}
        if missing := [pattern for pattern, paths in found.items() if not paths]:
            raise FileNotFoundError(f"a wheel is built in a whole clone; {self.root} has no {', no '.join(missing)}")
        return [path for paths in found.values() for path in paths]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was laid out."""
        if version != "editable":
            self.folder.cleanup()


def _copy(path: Path, copy: Path) -> None:
    """Copy a file; of a notebook what it says, not what came out, which would be most of the wheel."""
    if path.suffix != ".ipynb":
        shutil.copy(path, copy)
        return
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    copy.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
