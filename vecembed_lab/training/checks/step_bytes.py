"""The exercise `step_bytes`: what a right answer does, and the wrong answers people really give."""

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise

STATES = {"sgd": 0, "adagrad": 1, "adam": 2}


def _tables(n_words, dim):
    return 2 * n_words * dim * 4


def _gradients(n_words, dim, n_rows, sparse):
    return n_rows * (dim * 4 + 8) if sparse else _tables(n_words, dim)


def _step_bytes(n_words, dim, n_rows, optimizer, sparse):
    return (1 + STATES[optimizer]) * _tables(n_words, dim) + _gradients(n_words, dim, n_rows, sparse)


step_bytes = Exercise(
    "step_bytes",
    _step_bytes,
    hints=(
        "Three parts: the two tables, their gradient, and what the optimizer remembers. Count numbers, then bytes.",
        "A dense gradient is as large as the tables; a sparse one has n_rows rows and the number of each row. "
        "What the optimizer remembers is never sparse.",
        "`tables = 2 * n_words * dim * 4`; gradient: `n_rows * (dim * 4 + 8)` or `tables`; "
        'state: `{"sgd": 0, "adagrad": 1, "adam": 2}[optimizer] * tables`.',
    ),
    read="What must be kept",
)


def _check_bytes(student, expected, why, *given):
    got = student(*given)
    same(got, expected, why)
    if abs(float(got) - expected) > 0.5:  # so little that the few digits which `same` shows would be equal
        raise Wrong(f"{why}: expected exactly {expected:,}, got {float(got):,.0f}")


def _check_size(student, *given):
    n_words, dim, n_rows, optimizer, sparse = given
    why = f"{n_words:,} words x {dim} numbers, {n_rows:,} rows in a step, {optimizer}, sparse: {sparse}"
    _check_bytes(student, _step_bytes(*given), why, *given)


@step_bytes.criterion("plain steps on ten words, by hand", points=1)
def _(student, rng):
    why = "The tables have 2 x 10 x 4 numbers of 4 bytes, and a dense gradient is as large again"
    _check_bytes(student, 640, why, 10, 4, 5, "sgd", False)
    why = "320 bytes of tables; 5 rows of gradient with 4 numbers of 4 bytes and a row number of 8 bytes each"
    _check_bytes(student, 440, why, 10, 4, 5, "sgd", True)
    why = "320 bytes of tables, and all 20 rows of gradient, of 24 bytes each: more than a dense one"
    _check_bytes(student, 800, why, 10, 4, 20, "sgd", True)


@step_bytes.criterion("optimizers that remember, by hand", points=1)
def _(student, rng):
    _check_bytes(student, 960, "Tables, gradient and one number for each number", 10, 4, 5, "adagrad", False)
    _check_bytes(student, 1280, "Tables, gradient and two numbers for each number", 10, 4, 5, "adam", False)


@step_bytes.criterion("any size, dense or sparse", points=2)
def _(student, rng):
    for optimizer in rng.permutation([*STATES]).tolist():
        n_words, dim = int(rng.integers(300, 900)), int(rng.integers(20, 60))
        for sparse in (False, True):
            _check_size(student, n_words, dim, int(rng.integers(50, 400)), optimizer, sparse)
    n_words = int(rng.integers(2_000_000, 4_000_000))
    for sparse in (False, True):  # more bytes than a whole number of 32 bits can count
        _check_size(student, n_words, 301, int(rng.integers(50_000, 90_000)), "adagrad", sparse)


@step_bytes.mistake("there are two tables: one of the words that predict, one of those that are predicted.")
def one_table(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words / 2, dim, n_rows, optimizer, sparse)


@step_bytes.mistake("these are numbers, not bytes: a float32 takes 4, a row number 8.")
def numbers_counted(n_words, dim, n_rows, optimizer, sparse):
    gradients = n_rows * (dim + 1) if sparse else 2 * n_words * dim
    return (1 + STATES[optimizer]) * 2 * n_words * dim + gradients


@step_bytes.mistake("a float32 takes 4 bytes; 8 are for float64.")
def eight_bytes(n_words, dim, n_rows, optimizer, sparse):
    gradients = n_rows * (dim * 8 + 8) if sparse else 2 * _tables(n_words, dim)
    return (1 + STATES[optimizer]) * 2 * _tables(n_words, dim) + gradients


@step_bytes.mistake("the gradient is missing: it must be kept until the step is made.")
def gradient_missing(n_words, dim, n_rows, optimizer, sparse):
    return (1 + STATES[optimizer]) * _tables(n_words, dim)


@step_bytes.mistake("a sparse gradient must also say which rows it has: 8 bytes each.")
def row_numbers_missing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) - 8 * n_rows * sparse


@step_bytes.mistake("a row has one row number, not one for each of its numbers.")
def a_row_number_each(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) + 8 * n_rows * (dim - 1) * sparse


@step_bytes.mistake("what the optimizer remembers is full, also where the gradient is sparse: other rows come later.")
def sparse_memory(n_words, dim, n_rows, optimizer, sparse):
    gradients = _gradients(n_words, dim, n_rows, sparse)
    state = n_rows * dim * 4 if sparse else gradients
    return _tables(n_words, dim) + gradients + STATES[optimizer] * state


@step_bytes.mistake("a sparse gradient holds n_rows rows, not whole tables: that is the point of it.")
def always_dense(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, False)


@step_bytes.mistake("Adam remembers two numbers for each number: the mean of the gradients and of their squares.")
def adam_remembers_one(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, {"adam": "adagrad"}.get(optimizer, optimizer), sparse)


@step_bytes.mistake("Adagrad remembers too: one sum of squares for each number.")
def adagrad_remembers_nothing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, {"adagrad": "sgd"}.get(optimizer, optimizer), sparse)


@step_bytes.mistake("the state of the optimizer is missing.")
def state_missing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, "sgd", sparse)


@step_bytes.mistake("the whole numbers overflowed: with 32 bits they end at 2,147,483,647. Use Python's own, or int64.")
def overflowed(n_words, dim, n_rows, optimizer, sparse):
    return (_step_bytes(n_words, dim, n_rows, optimizer, sparse) + 2**31) % 2**32 - 2**31


@step_bytes.mistake("the rows of the gradient were counted for each table; n_rows are those of both tables together.")
def rows_of_each_table(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, 2 * n_rows, optimizer, sparse)


@step_bytes.mistake("these are megabytes; asked are bytes.")
def megabytes(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) / 1e6


@step_bytes.mistake("a row number takes 8 bytes (a whole number of 64 bits), not 4.")
def short_row_numbers(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) - 4 * n_rows * sparse


@step_bytes.mistake(
    "the tables themselves are missing: there are three parts, tables, gradient and what the optimizer remembers."
)
def tables_missing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) - _tables(n_words, dim)


@step_bytes.mistake("the optimizer remembers for both tables; here it is for one.")
def memory_of_one_table(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) - STATES[optimizer] * _tables(n_words, dim) // 2


@step_bytes.mistake("a dense gradient is missing: it is as large as the tables.")
def dense_gradient_missing(n_words, dim, n_rows, optimizer, sparse):
    return _step_bytes(n_words, dim, n_rows, optimizer, sparse) - (0 if sparse else _tables(n_words, dim))


@step_bytes.mistake("the numbers of the tables are counted, not their bytes: a float32 takes 4.")
def four_missing(n_words, dim, n_rows, optimizer, sparse):
    gradients = n_rows * (dim + 8) if sparse else 2 * n_words * dim
    return (1 + STATES[optimizer]) * 2 * n_words * dim + gradients


@step_bytes.mistake("a dense gradient has all rows of both tables, not only those that the step touches.")
def dense_gradient_of_rows(n_words, dim, n_rows, optimizer, sparse):
    gradients = _gradients(n_words, dim, n_rows, True) - (0 if sparse else 8 * n_rows)
    return (1 + STATES[optimizer]) * _tables(n_words, dim) + gradients


@step_bytes.mistake(
    "the smaller gradient was taken; a sparse one of all rows is larger than a dense one, and counts as it is."
)
def smaller_gradient(n_words, dim, n_rows, optimizer, sparse):
    gradients = min(_tables(n_words, dim), _gradients(n_words, dim, n_rows, sparse))
    return (1 + STATES[optimizer]) * _tables(n_words, dim) + gradients
