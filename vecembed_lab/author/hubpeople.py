"""Somebody at a browser, in front of a hub."""

import json
from typing import Any

import requests
import websocket

from vecembed_lab.author.build import BuildError

HUB = "127.0.0.1:8000"
PATIENCE = 600  # seconds for one answer


class Person:
    """A user of the hub, known to it by cookies; what they click or type, their own server does in their name."""

    def __init__(self, name: str):
        self.name, self._session = name, requests.Session()

    def log_in(self, password: str) -> None:
        """Give the password, start the server, and wait until it is there."""
        self._ask("GET", "hub/login")
        form = {"username": self.name, "password": password, "_xsrf": self._token("/hub/")}
        self._ask("POST", "hub/login", data=form)
        self._ask("GET", "hub/spawn")
        progress = f"hub/api/users/{self.name}/server/progress?_xsrf={self._token('/hub/')}"
        for line in self._ask("GET", progress, stream=True).iter_lines():
            event = json.loads(line.removeprefix(b"data:")) if line.startswith(b"data:") else {}
            if event.get("failed"):
                raise BuildError(f"the server of {self.name} did not start: {event['message']}")
            if event.get("ready"):
                break
        self.visit("lab")  # which asks the hub who this is

    def visit(self, path: str) -> requests.Response:
        """A page of the person's server, or what is said where there is none."""
        return self._send("GET", f"user/{self.name}/{path}")

    def api(self, method: str, path: str, **body: Any) -> Any:
        """What the person's server answers to a button or a menu of JupyterLab."""
        return self._ask(method, f"user/{self.name}/{path}", json=body or None, headers=self._headers()).json()

    def type(self, line: str) -> tuple[int, str]:
        """The exit code of a line that the person types in a terminal of JupyterLab, and what it showed."""
        terminal = self.api("POST", "api/terminals")["name"]
        address = f"ws://{HUB}/user/{self.name}/terminals/websocket/{terminal}?_xsrf={self._token(self._base)}"
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies(self._base))
        link = websocket.create_connection(address, cookie=cookies, origin=f"http://{HUB}", timeout=PATIENCE)
        link.send(json.dumps(["stdin", f"{line}; echo exit=$?; exit\r"]))
        shown = ""
        while (message := json.loads(link.recv()))[0] != "disconnect":
            shown += message[1] if message[0] == "stdout" else ""
        link.close()
        shown, _, code = shown.replace("exit=$?", "").partition("exit=")
        return int(code.split()[0]), shown

    # Cookies

    @property
    def _base(self) -> str:
        return f"/user/{self.name}/"

    def _cookies(self, path: str) -> list[Any]:
        return [cookie for cookie in self._session.cookies if path.startswith(cookie.path)]

    def _token(self, path: str) -> str:
        """What shows that a request comes from a page that we were shown."""
        return next(cookie.value for cookie in self._cookies(path) if cookie.name == "_xsrf" and cookie.path == path)

    def _headers(self) -> dict[str, str]:
        return {"X-XSRFToken": self._token(self._base)}

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        answer = self._send(method, path, **more)
        if not answer.ok:
            raise BuildError(f"{method} /{path} by {self.name}: {answer.status_code} {answer.text[:2000]}")
        return answer

    def _send(self, method: str, path: str, **more: Any) -> requests.Response:
        return self._session.request(method, f"http://{HUB}/{path}", timeout=PATIENCE, **more)
