"""The exercise `switch`: what a right answer does, and the wrong answers people really give."""

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _filled(alias, ids, new):
    return new in ids and set(ids[alias["live"]]) <= set(ids[new])


def _switched(alias, new):
    return {"live": new, "before": alias["live"]}


def _switch(alias, ids, new):
    ready = new != alias["live"] and _filled(alias, ids, new)
    return _switched(alias, new) if ready else dict(alias)


switch = Exercise(
    "switch",
    _switch,
    hints=(
        "Three things can forbid the switch: the version is live already, it is not there, or it lacks a document.",
        "`set(ids[live]) <= set(ids[new])` says whether every document of the live version is in the new one.",
        'Return `{"live": new, "before": alias["live"]}`, or a copy of the old alias: `dict(alias)`.',
    ),
    read="Switch, and back",
)


@switch.criterion("by hand: three versions", points=1)
def _(student, rng):
    ids = {"v1": ["a", "b"], "v2": ["b", "a", "c"], "v3": ["a", "c", "d"]}
    alias = {"live": "v1", "before": None}
    same(student(alias, ids, "v2"), {"live": "v2", "before": "v1"}, "v2 has all that v1 has, and one more")
    same(student(alias, ids, "v3"), {"live": "v1", "before": None}, "v3 has more documents than v1, but lacks b")
    alias = {"live": "v2", "before": "v1"}
    same(student(alias, ids, "v1"), {"live": "v2", "before": "v1"}, "v1 lacks c, which v2 has")


def _names(rng, n):
    return [f"doc-{i}" for i in rng.permutation(900)[:n]]


@switch.criterion("any documents, in any order", points=2)
def _(student, rng):
    for n, extra in ((20, 0), (35, 5), (7, 1)):
        there = _names(rng, n + extra)
        ids = {"old": there[:n], "new": [str(one) for one in rng.permutation(there)]}
        alias = {"live": "old", "before": "older"}
        same(student(alias, ids, "new"), _switch(alias, ids, "new"), f"{extra} documents came after the backfill began")
        short = {**ids, "new": [one for one in ids["new"] if one != there[n // 2]] + ["doc-x"]}
        same(student(alias, short, "new"), _switch(alias, short, "new"), "One document is missing in the new version")


@switch.criterion(
    "a version that is not there, is live, is empty or was live before; documents that came twice", points=1
)
def _(student, rng):
    ids = {"v1": ["a", "b", "b"], "v2": ["b", "a"], "v3": ["a", "a", "a", "a"], "v0": []}
    alias = {"live": "v1", "before": "v0"}
    same(student(alias, ids, "v9"), alias, "There is no version v9")
    same(student(alias, ids, "v1"), alias, "v1 is live already: the version to roll back to stays v0")
    same(student(alias, ids, "v2"), {"live": "v2", "before": "v1"}, "b stands twice in v1, and is in v2")
    same(student(alias, ids, "v3"), alias, "v3 has four rows, but b is not among them")
    same(student({"live": "v0", "before": None}, ids, "v3"), {"live": "v3", "before": "v0"}, "v0 has no document")
    same(student(alias, ids, "v0"), alias, "v0 is empty, and v1 is not")
    alias, ids = {"live": "v0", "before": None}, {"v0": [], "v00": [], "v1": ["a"], "v2": ["a", "b"]}
    same(student(alias, ids, "v00"), {"live": "v00", "before": "v0"}, "v00 lacks nothing: both are empty")
    same(student(alias, ids, "v9"), alias, "There is no v9, though v0 has no document that it could lack")
    ids, older = {"v0": ["a", "z"], "v1": ["a"], "v2": ["a", "b"]}, {"live": "v1", "before": "v0"}
    same(student(older, ids, "v2"), {"live": "v2", "before": "v1"}, "v2 lacks z, which v0 has, but v1 does not")
    alias = {"live": "v1", "before": "v2"}
    same(student(alias, ids, "v2"), {"live": "v2", "before": "v1"}, "v2 was live before, and has all that v1 has")


@switch.mistake("it switched without counting: the new version may lack documents.")
def not_counted(alias, ids, new):
    return _switched(alias, new)


@switch.mistake("only the numbers of documents were compared; the new version must have each of them.")
def numbers_only(alias, ids, new):
    if new == alias["live"] or new not in ids or len(ids[new]) < len(ids[alias["live"]]):
        return dict(alias)
    return _switched(alias, new)


@switch.mistake("both versions had to have the same documents; the new one may have more.")
def just_the_same(alias, ids, new):
    ready = new != alias["live"] and new in ids and set(ids[new]) == set(ids[alias["live"]])
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("the comparison is the wrong way round: the new version must hold all documents of the live one.")
def wrong_way_round(alias, ids, new):
    ready = new != alias["live"] and new in ids and set(ids[new]) <= set(ids[alias["live"]])
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("lists were compared with their order; documents may stand in any order.")
def in_order(alias, ids, new):
    ready = new != alias["live"] and new in ids and ids[new][: len(ids[alias["live"]])] == ids[alias["live"]]
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("switching to the live version lost the one to roll back to; nothing should change then.")
def live_again(alias, ids, new):
    return _switched(alias, new) if _filled(alias, ids, new) else dict(alias)


@switch.mistake("the version that was live before is not kept: there is no way back.")
def before_not_changed(alias, ids, new):
    return {**_switch(alias, ids, new), "before": alias["before"]}


@switch.mistake("`before` and `live` are the wrong way round.")
def exchanged(alias, ids, new):
    found = _switch(alias, ids, new)
    return {"live": found["before"], "before": found["live"]}


@switch.mistake("`before` was emptied; it should name the version that was live.")
def before_emptied(alias, ids, new):
    return {**_switch(alias, ids, new), "before": None}


@switch.mistake("one common document was enough; all must be there.")
def any_in_common(alias, ids, new):
    ready = new != alias["live"] and new in ids and bool(set(ids[alias["live"]]) & set(ids[new]))
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("more documents than the live version were demanded; as many are enough.")
def strictly_more(alias, ids, new):
    ready = new != alias["live"] and new in ids and set(ids[alias["live"]]) < set(ids[new])
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("a version that is not there stops with an error; nothing should change then.")
def error_for_unknown(alias, ids, new):
    ready = set(ids[alias["live"]]) <= set(ids[new]) and new != alias["live"]
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("rows that stand twice were counted: a document is there or not, however often.")
def with_repeats(alias, ids, new):
    live = ids[alias["live"]]
    ready = new != alias["live"] and new in ids and all(ids[new].count(one) >= live.count(one) for one in live)
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("where it may not switch, the alias is returned as it was, not None or a sentence.")
def none_for_refused(alias, ids, new):
    return _switched(alias, new) if new != alias["live"] and _filled(alias, ids, new) else None


@switch.mistake("it compared with the version before the live one.")
def compared_with_before(alias, ids, new):
    there = ids.get(alias["before"], [])
    ready = new != alias["live"] and new in ids and set(there) <= set(ids[new])
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("this is only the name of the version; return the whole alias.")
def name_only(alias, ids, new):
    return _switch(alias, ids, new)["live"]


@switch.mistake("a version that is not there was taken for an empty one; it may not go live, whatever is live.")
def unknown_is_empty(alias, ids, new):
    ready = new != alias["live"] and set(ids[alias["live"]]) <= set(ids.get(new, []))
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("an empty version was taken for one that is not there; it may follow one that is empty.")
def empty_is_unknown(alias, ids, new):
    return _switch(alias, ids, new) if ids.get(new) else dict(alias)


@switch.mistake("a live version without documents was kept; it has none that the new one could lack.")
def empty_one_kept(alias, ids, new):
    return _switch(alias, ids, new) if ids[alias["live"]] else dict(alias)


@switch.mistake("it refused to go back to the version before; that is a switch like any other.")
def no_way_back(alias, ids, new):
    return dict(alias) if new == alias["before"] else _switch(alias, ids, new)


@switch.mistake("the new version was asked for the documents of all versions; those of the live one are enough.")
def documents_of_all(alias, ids, new):
    ready = new != alias["live"] and new in ids and set().union(*ids.values()) <= set(ids[new])
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("it was compared how many different documents there are, not which.")
def numbers_of_different_ones(alias, ids, new):
    ready = new != alias["live"] and new in ids and len(set(ids[new])) >= len(set(ids[alias["live"]]))
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("`before` was kept where it named a version; it is what was live until now.")
def oldest_kept(alias, ids, new):
    found = _switch(alias, ids, new)
    return {**found, "before": alias["before"] or found["before"]}


@switch.mistake("`live` was changed first and copied to `before` then, so that both are the new version.")
def overwritten_first(alias, ids, new):
    found = _switch(alias, ids, new)
    return found if found == alias else {"live": new, "before": new}


@switch.mistake("where it may not switch, `before` was emptied; nothing changes then.")
def before_lost(alias, ids, new):
    found = _switch(alias, ids, new)
    return {**alias, "before": None} if found == alias else found


@switch.mistake("`live` and `before` changed places; the version that goes live is `new`.")
def changed_places(alias, ids, new):
    found = _switch(alias, ids, new)
    return found if found == alias else {"live": alias["before"], "before": alias["live"]}


@switch.mistake("it stops with an error where it may not switch; return the alias as it was.")
def error_for_refused(alias, ids, new):
    if new == alias["live"] or not _filled(alias, ids, new):
        raise ValueError(new)
    return _switched(alias, new)


@switch.mistake("the alias of the caller was changed; return another dict.")
def changed_in_place(alias, ids, new):
    alias.update(_switch(alias, ids, new))
    return alias


@switch.mistake("documents of the version before were demanded too; those of the live one are enough.")
def documents_of_before_too(alias, ids, new):
    needed = {*ids[alias["live"]], *ids.get(alias["before"], [])}
    ready = new != alias["live"] and new in ids and needed <= set(ids[new])
    return _switched(alias, new) if ready else dict(alias)


@switch.mistake("one common document was enough, or a live version without any; all of its documents must be there.")
def any_in_common_or_none(alias, ids, new):
    return _switch(alias, ids, new) if not ids[alias["live"]] else any_in_common(alias, ids, new)


@switch.mistake("to go back emptied `before`; it is a switch like any other, and names what was live.")
def emptied_on_the_way_back(alias, ids, new):
    found = _switch(alias, ids, new)
    return {**found, "before": None} if found != alias and new == alias["before"] else found


@switch.mistake("to go back was always allowed; that version, too, must have all documents of the live one.")
def always_back(alias, ids, new):
    return _switched(alias, new) if new == alias["before"] and new in ids else _switch(alias, ids, new)
