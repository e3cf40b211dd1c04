"""What pip installed: a clone that it links to, or a wheel, which carries the course."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CARRIED = PACKAGE / "_course"  # what hatch_build.py puts into a wheel
FROM_WHEEL = CARRIED.is_dir()
COURSE = CARRIED if FROM_WHEEL else PACKAGE.parent
LOCK = COURSE / "requirements.lock"


def install(*extras: str) -> str:
    """The command that installs what is missing, in the versions that the course is tested with."""
    extra = f"[{','.join(extras)}]" if extras else ""
    if FROM_WHEEL:
        return f'python -m pip install -c "{LOCK}" "vecembed-lab{extra}"'
    return f'python -m pip install -c requirements.lock -e ".{extra}"'


def page(name: str) -> str:
    """Where a page of the course lies; in a clone, as seen from its folder."""
    return str((CARRIED if FROM_WHEEL else Path()) / "course" / name)


def repair() -> str:
    """What brings the course's own lessons and exercises back."""
    if FROM_WHEEL:
        return "install the course's wheel again, with `pip install --force-reinstall --no-deps`"
    return "`git restore course exercises` brings it back, `vecembed build` makes it"
