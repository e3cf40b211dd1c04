"""Services for the acceptance suite: one that is right, and what stands before it and plants a fault that people make.

A fault changes what goes in, `coming`, what comes out, `going`, or what a restart leaves, `restarted`.
"""

import zlib
from itertools import product

import numpy as np

from vecembed_lab.production.caller import Caller, Reply
from vecembed_lab.production.door import LONGEST_BODY
from vecembed_lab.production.ingest import Model, encoded
from vecembed_lab.production.store import Document, MemoryStore

DIM = 24
WORDS = [a + b for a, b in product(("ka", "lo", "mi", "ru", "se", "ta"), ("bel", "dor", "fin", "gat", "hum", "jap"))]


def sentences(n, seed):
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, 6)) for _ in range(n)]


def word_model(version, seed):
    """Means of vectors that are drawn for each word."""
    table = dict(zip(WORDS, np.random.default_rng(seed).normal(size=(len(WORDS), DIM)), strict=True))

    def encode(texts):
        return np.array(
            [sum((table.get(word, np.zeros(DIM)) for word in text.split()), np.zeros(DIM)) for text in texts]
        )

    return Model(version, DIM, encode)


MODELS = {model.version: model for model in (word_model("first", 1), word_model("second", 2))}


def filled():
    """A store with documents of its own in two versions, the first of them live."""
    store = MemoryStore()
    ids = ["x", "0", *(f"own-{i}" for i in range(148))]
    documents = [Document(id, text, np.zeros(0)) for id, text in zip(ids, sentences(150, 5), strict=True)]
    for model in MODELS.values():
        store.create(model.version, DIM)
        store.upsert(model.version, encoded(model, documents))
    store.switch("first")
    return store


class Right(Caller):
    """No fault."""

    def __init__(self, url, store):
        super().__init__(url)
        self.store, self.deleted, self.written = store, set(), []

    def over(self, connection, method, path, body=None):
        sent = self.coming(path, body) if isinstance(body, dict) else body
        reply = super().over(connection, method, path, sent)
        return Reply(reply.status, self.going(path, body, reply.content)) if reply.status == 200 else reply

    def coming(self, path, body):
        return body

    def going(self, path, body, answer):
        return answer

    def restarted(self):
        pass


class LosesTheLastWrites(Right):
    """It writes to the disk at every fourth request."""

    def going(self, path, body, answer):
        self.written += answer["ids"] if path == "/documents" else []
        return answer

    def restarted(self):
        for version in self.store.versions():
            self.store.delete(version, self.written[-3:])


class BringsBackWhatWasDeleted(Right):
    """Its log knows what was put in, and not what was deleted."""

    def coming(self, path, body):
        if path == "/delete" and isinstance(body["ids"], list):
            self.written = [d for d in self.store.read("first") if d.id in body["ids"]]
        return body

    def restarted(self):
        self.store.upsert("first", self.written)


class LeavesHalfOut(Right):
    """Its index misses half of what is near; with a label it looks at everything."""

    def going(self, path, body, answer):
        if path == "/search" and "label" not in body:
            answer["hits"] = [hit for hit in answer["hits"] if zlib.crc32(hit["id"].encode()) % 2]
        return answer


class FailsAtZero(Right):
    """It divides by the length of a vector."""

    def over(self, connection, method, path, body=None):
        reply = super().over(connection, method, path, body)
        zero = isinstance(body, dict) and "vector" in body and not any(body["vector"])
        return Reply(500, {"detail": "Internal Server Error"}) if zero else reply


class PadsWithMinusOne(Right):
    """Where there are fewer than k it gives back what faiss does: the id -1."""

    def going(self, path, body, answer):
        if path == "/search":
            nobody = {"id": "-1", "text": "", "label": "", "score": -1.0}
            answer["hits"] += [nobody] * (body.get("k", 10) - len(answer["hits"]))
        return answer


class WorstFirst(Right):
    """It sorts as if the score were a distance."""

    def going(self, path, body, answer):
        if path == "/search":
            answer["hits"].reverse()
        return answer


class ScoresAreProducts(Right):
    """Its score is the product of vectors that have not the length 1."""

    def going(self, path, body, answer):
        if path == "/search" and body.get("k") == 10:
            answer["hits"] = [hit | {"score": 0.9 * hit["score"]} for hit in answer["hits"]]
        return answer


class SaysAnotherText(Right):
    """It shows the beginning of a text."""

    def going(self, path, body, answer):
        if path == "/search":
            answer["hits"] = [hit | {"text": hit["text"][:9]} for hit in answer["hits"]]
        return answer


class SaysNoLabel(Right):
    """It knows labels, and does not show them."""

    def going(self, path, body, answer):
        if path == "/search":
            answer["hits"] = [hit | {"label": ""} for hit in answer["hits"]]
        return answer


class GivesFive(Right):
    """Where nobody says how many, it gives five."""

    def coming(self, path, body):
        return {"k": 5} | body if path == "/search" else body


class FiltersAfterwards(Right):
    """It finds the hundred nearest, and then looks at their labels."""

    def coming(self, path, body):
        if path == "/search" and "label" in body and body.get("k", 10) <= 100:
            return {key: value for key, value in body.items() if key != "label"} | {"k": 100}
        return body

    def going(self, path, body, answer):
        if path == "/search" and "label" in body:
            answer["hits"] = [hit for hit in answer["hits"] if hit["label"] == body["label"]][: body.get("k", 10)]
        return answer


class MixesTheNumbersOfAVector(Right):
    """It reads the numbers of a vector from the wrong end."""

    def coming(self, path, body):
        return body | {"vector": body["vector"][::-1]} if path == "/search" and "vector" in body else body


class KeepsTheOld(Right):
    """What is put in again meets `on conflict do nothing`."""

    def coming(self, path, body):
        if path == "/documents" and isinstance(body.get("documents"), list):
            there = {document.id: document.text for document in self.store.read("first")}
            return {
                "documents": [d | ({"text": there[d["id"]]} if d["id"] in there else {}) for d in body["documents"]]
            }
        return body


class IgnoresDelete(Right):
    """It says that it has deleted, and has not."""

    def coming(self, path, body):
        return {"ids": ["nobody"]} if path == "/delete" and isinstance(body["ids"], list) else body

    def going(self, path, body, answer):
        if path == "/delete":
            fresh = set(body["ids"]) - self.deleted
            self.deleted |= fresh
            return {"deleted": len(fresh)}
        return answer


class KeepsWithoutText(Right):
    """Where there is no text it keeps a word of its own."""

    def coming(self, path, body):
        if path == "/documents" and isinstance(body.get("documents"), list):
            return {"documents": [{"text": WORDS[0]} | document for document in body["documents"]]}
        return body


class EmbedsNothing(Right):
    """For a text without a word it has the vector of a word of its own."""

    def coming(self, path, body):
        if path == "/embed" and isinstance(body["texts"], list):
            return body | {"texts": [text if text.strip() else WORDS[0] for text in body["texts"]]}
        return body


class TakesAnyK(Right):
    """It looks for as many documents as it is asked for."""

    def coming(self, path, body):
        return body | {"k": 100} if path == "/search" and body.get("k") == 1_000_000 else body


class TakesAnyBatch(Right):
    """It keeps all documents that it is given, however many."""

    def over(self, connection, method, path, body=None):
        ask, documents = super().over, body.get("documents") if isinstance(body, dict) else None
        if not isinstance(documents, list) or len(documents) <= 100:
            return ask(connection, method, path, body)
        kept = [ask(connection, method, path, {"documents": some}) for some in (documents[:100], documents[100:])]
        return Reply(200, {"ids": [id for reply in kept for id in reply.content["ids"]]})


class TakesAnyBody(Right):
    """It reads a body, however long; what it keeps of a text are the first words."""

    def coming(self, path, body):
        if path == "/documents" and len(str(body)) > LONGEST_BODY:
            return {"documents": [document | {"text": document["text"][:50]} for document in body["documents"]]}
        return body


class TakesItsTime(Right):
    """It computes all distances in a loop of Python; with a label there are few."""

    def coming(self, path, body):
        if path == "/search" and "label" not in body and len(set(body.get("vector", [0]))) > 1:
            sum(i * i for i in range(4_000_000))
        return body


class HasNoScoreForOne(Right):
    """It divides scores by their deviation; that of a single one is 0."""

    def going(self, path, body, answer):
        if path == "/search" and len(answer["hits"]) == 1:
            answer["hits"][0]["score"] = float("nan")
        return answer


class IsAlwaysBusy(Right):
    """It refuses whatever comes while there was a switch of late, and there always was."""

    def over(self, connection, method, path, body=None):
        if path == "/search" and isinstance(body, dict) and body.get("k") == 1:
            return Reply(503, {"detail": "a switch is under way"})
        return super().over(connection, method, path, body)
