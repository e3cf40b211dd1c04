"""Services for the acceptance suite whose fault lies in how they keep two versions apart, and alike."""

from tests.production.faulty import MODELS, Right
from vecembed_lab.production.caller import Reply


class SwitchesToNothing(Right):
    """It makes live what it is told, and does not look whether that is there."""

    nothing = ""

    def over(self, connection, method, path, body=None):
        if path == "/switch":
            self.nothing = body["version"] if body["version"] not in MODELS else ""
            if self.nothing:
                return Reply(200, {"live": self.nothing})
        if path == "/search" and self.nothing and not (isinstance(body, dict) and body.get("version")):
            return Reply(500, {"detail": "Internal Server Error"})
        return super().over(connection, method, path, body)

    def going(self, path, body, answer):
        return answer | {"live": self.nothing} if path == "/versions" and self.nothing else answer


class MixesVersions(Right):
    """A variable says which model encodes, and learns of a switch five searches later."""

    encoder, behind = "first", 0

    def coming(self, path, body):
        if not (path == "/search" and "label" in body and "version" not in body and isinstance(body["text"], str)):
            return body
        live = self.store.live()
        self.behind = self.behind + 1 if live != self.encoder else 0
        if self.behind > 5:
            self.encoder = live
        (vector,) = MODELS[self.encoder].encode([body["text"]])
        return {"k": body.get("k", 10), "label": body["label"], "version": live, "vector": vector.tolist()}


class ForgetsTheSwitch(Right):
    """A variable says what is live, and no file."""

    def restarted(self):
        self.store.switch("first")


class IgnoresTheVersion(Right):
    """It reads which version is asked for, and searches in the live one."""

    def coming(self, path, body):
        named = path == "/search" and "text" in body and body.get("version") in MODELS
        return {key: value for key, value in body.items() if key != "version"} if named else body


class RollsNothingBack(Right):
    """It says what is live."""

    def over(self, connection, method, path, body=None):
        if path == "/roll_back":
            return Reply(200, {"live": self.store.live()})
        return super().over(connection, method, path, body)


class WritesToTheLiveOnly(Right):
    """The other version waits for a program that fills it at night."""

    def going(self, path, body, answer):
        if path == "/documents":
            for version in self.others():
                self.store.delete(version, answer["ids"])
        return answer

    def others(self):
        return self.store.versions().keys() - {self.store.live()}


class ReplacesInTheLiveOnly(WritesToTheLiveOnly):
    """What the other version has under an id stays."""

    def coming(self, path, body):
        if path == "/documents" and isinstance(body.get("documents"), list):
            ids = [document.get("id") for document in body["documents"]]
            self.old = {v: [d for d in self.store.read(v) if d.id in ids] for v in self.others()}
        return body

    def going(self, path, body, answer):
        for version in self.others() if path == "/documents" else ():
            self.store.upsert(version, self.old[version])
        return answer


class DeletesFromTheLiveOnly(WritesToTheLiveOnly):
    """What is deleted is there again after a switch."""

    def coming(self, path, body):
        if path == "/delete" and isinstance(body["ids"], list):
            self.old = {v: [d for d in self.store.read(v) if d.id in body["ids"]] for v in self.others()}
        return body

    def going(self, path, body, answer):
        for version in self.others() if path == "/delete" else ():
            self.store.upsert(version, self.old[version])
        return answer


class EmbedsForAnyVersion(Right):
    """A version that it does not know is the live one."""

    def coming(self, path, body):
        return body if body.get("version") in MODELS or path != "/embed" else {"texts": body["texts"]}


class GuessesTheVersion(Right):
    """A vector without a version is one of the live version."""

    def coming(self, path, body):
        return {"version": self.store.live()} | body if path == "/search" and "vector" in body else body
