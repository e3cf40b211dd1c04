"""Classes of people who worked alone, and copies planted in them, at several degrees of disguise."""

import ast

from tests.classroom import graded
from vecembed_lab.classroom.similar import Answers


def working_alone(unit_name, n, rng, *, touches=3, popularity=0.7):
    """What n people wrote for each exercise: a style by chance, popular ones more often, up to `touches` touches."""
    pools = {name: [graded.MODEL, *graded.styles(unit_name, name)] for name in graded.exercises(unit_name)}
    return [
        {
            name: touched(graded.source(unit_name, name, popular(pool, popularity, rng)), rng.randint(0, touches), rng)
            for name, pool in pools.items()
        }
        for _ in range(n)
    ]


def popular(pool, popularity, rng):
    """One of the pool; the larger `popularity`, the more often it is one of the first."""
    return rng.choices(pool, [1 / (rank + 1) ** popularity for rank in range(len(pool))])[0]


def answers(people):
    """The same as `similar.read_answers` gives it."""
    names = list(people[0])
    return Answers(
        [f"s{i}" for i in range(len(people))], names, [[each[name] for each in people] for name in names], []
    )


def copied(person, rng, *, edits=0, share=1.0, own=None):
    """A disguised copy: variables renamed, statements moved, formatted anew, `edits` touches in each function.

    Only a `share` of the exercises is copied; the others are the copier's `own`.
    """
    taken = rng.sample(list(person), round(share * len(person)))
    return (own or {}) | {name: touched(disguised(person[name], rng), edits, rng) for name in taken}


def broken(person, rng, *, functions=2):
    """The same person, some of whose functions Python cannot read any more."""
    return person | {name: f"{person[name]}(" for name in rng.sample(list(person), functions)}


def disguised(text, rng):
    tree = ast.parse(text)
    stored = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    given = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    new = {
        old: f"{rng.choice(['tmp', 'val', 'res', 'arr'])}{i}" for i, old in enumerate(dict.fromkeys([*stored, *given]))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        if isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        if isinstance(node, ast.FunctionDef) and len(node.body) > 2:
            at = rng.randrange(len(node.body) - 2)
            node.body[at : at + 2] = node.body[at : at + 2][::-1]  # whether it still works does not matter here
    return ast.unparse(tree)


def touched(text, times, rng):
    """The text after some small changes of the kind that people make."""
    for _ in range(times):
        tree = ast.parse(text)
        body = rng.choice([node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)][1:])
        at = rng.randrange(len(body))
        rng.choice([_print, _count, _named, _as_function])(body, at, rng)
        text = ast.unparse(ast.fix_missing_locations(tree))
    return text


def _print(body, at, rng):
    body.insert(at, ast.parse(f"print('here', {rng.randrange(9)})").body[0])


def _count(body, at, rng):
    body.insert(at, ast.parse(f"count = {rng.randrange(9)}").body[0])


def _named(body, at, rng):
    """The left side of a calculation, or the first argument of a call, gets a name of its own."""
    value = getattr(body[at], "value", None)
    name = ast.Name("part", ast.Load())
    if isinstance(value, ast.BinOp):
        part, value.left = value.left, name
    elif isinstance(value, ast.Call) and value.args:
        part, value.args[0] = value.args[0], name
    else:
        return
    body.insert(at, ast.Assign([ast.Name("part", ast.Store())], part))


def _as_function(body, at, rng):
    """x.sum() becomes np.sum(x)."""
    for node in ast.walk(body[at]):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("sum", "mean", "max")
        ):
            node.args.insert(0, node.func.value)
            node.func.value = ast.Name("np", ast.Load())
            return
