"""A hub for one class on one machine, on loopback; course/teaching.md says how to use it and what to beware of.

Everybody needs an account on the machine, and is let in by its password. Change the three names below, and nothing else
before you have seen it work.
"""

import sys
from pathlib import Path

from traitlets.config import PyFileConfigLoader

TEACHERS, STUDENTS = {"grace"}, {"ada", "bob"}
COURSE = "~/vectors"  # the course folder of a teacher, in whose home only that teacher can look

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
PROXY = HERE.parent / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"

# Whoever may write into the exchange must not be able to remove what is somebody else's there.
exchange = Path(PyFileConfigLoader("nbgrader_config.py", path=str(HERE / "etc")).load_config().Exchange.root)
if not exchange.is_dir() or exchange.stat().st_mode & 0o7777 != 0o1777:
    sys.exit(f"there is no exchange, so nothing is started: type, as root, install -d -m 1777 {exchange}")

c = get_config()  # noqa: F821  JupyterHub provides it

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # a web server with a certificate stands before it
c.ConfigurableHTTPProxy.command = ["node", str(PROXY)]
c.JupyterHub.load_groups = {"teachers": {"users": sorted(TEACHERS)}, "students": {"users": sorted(STUDENTS)}}
c.Authenticator.allowed_users = TEACHERS | STUDENTS

# The course must be installed where all can read it, and from its wheel: beside a clone lie its solutions.
SERVER = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.cmd = SERVER
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",  # which terminals keep: they are no login shells (etc/)
    "JUPYTER_CONFIG_PATH": f"{HERE}/etc/student:{HERE}/etc",  # students see nothing of what makes and grades exercises
    "VECEMBED_CACHE": "/srv/vecembed",  # the data, once for all
}
c.Spawner.group_overrides = {
    "teachers": {
        "groups": ["teachers"],
        "spawner_override": {
            "cmd": ["/bin/bash", "-c", f'cd {COURSE} && exec "$0" "$@"', *SERVER],  # formgrader works where it stands
            "notebook_dir": COURSE,
            "environment": {"JUPYTER_CONFIG_PATH": f"{HERE}/etc/teacher:{HERE}/etc"},  # JupyterLab frames formgrader
        },
    },
}
