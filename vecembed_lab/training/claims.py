"""Unit 03. The sentences of the lesson that compare, each computed for another part of the text.

Quality is that of whole trainings, which take a second or two. Speeds are CPU seconds of ways that take turns.
"""

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.training.compiled import compiled_update
from vecembed_lab.training.ladder import batch_update
from vecembed_lab.training.samples import (
    COMBINED,
    LARGE,
    by_compiled,
    by_large_steps,
    controls,
    in_torch,
    lengths_on_a_list,
    score,
    score_of_gensim,
    text,
    together,
    trained,
)
from vecembed_lab.training.updates import block_update

# Is it still the same learning?


@claim("All three agree with people about as well")
def all_agree_about_as_well(seed):
    found = [score(by_compiled(seed)), score(in_torch(seed)), score_of_gensim(seed)]
    return max(found) - min(found), 0.1


@claim("Both controls fail: they agree less than half as well.")
def controls_fail(seed):
    return max(controls(seed)), score(in_torch(seed)) / 2


# Steps that are too large


@claim("with 512 blocks in a step it learns less than half as well")
def large_steps_learn_less(seed):
    return score(by_large_steps(seed, LARGE)), score(in_torch(seed)) / 2


@claim("The longest vector gives it away: it is more than twice as long as with 16 blocks.")
def large_steps_throw_words_out(seed):
    large, small = (tables.outputs.norm(dim=1).max() for tables in (by_large_steps(seed, LARGE), in_torch(seed)))
    return 2 * float(small), float(large)


@claim("With 512 blocks whose sums are not cut, a rate of 0.3 does not repair it")
def a_larger_rate_does_not_repair(seed):
    return score(by_large_steps(seed, LARGE, 0.3)), score(in_torch(seed)) / 2


@claim("Cut sums learn more than uncut ones")
def cut_sums_learn_more(seed):
    return score(by_large_steps(seed, LARGE)) + 0.1, score(by_large_steps(seed, COMBINED))


@claim("and with the larger rate they come as near to 16 blocks as the standard error can tell")
def cut_sums_with_a_larger_rate_come_near(seed):
    return abs(score(in_torch(seed)) - score(by_large_steps(seed, COMBINED, 0.3))), 0.06


@claim("TRIAL combined rate")
def trial_rate(seed):
    return score(by_large_steps(seed, COMBINED)), score(by_large_steps(seed, COMBINED, 0.3))


@claim("Uncut, the longest vector grows by a factor of ten and more in a pass")
def uncut_sums_explode(seed):
    lengths = np.array(list(lengths_on_a_list(seed, batch_update)))
    return 10, np.median(lengths[1:] / lengths[:-1])


@claim("TRIAL explode end")
def trial_end(seed):
    return 1e6, list(lengths_on_a_list(seed, batch_update))[-1]


@claim("cut, it grows slowly")
def cut_changes_stay_small(seed):
    return list(lengths_on_a_list(seed, block_update))[-1], 50


# Threads


@claim("Two threads learn about as well as one")
def two_threads_learn_as_well(seed):
    two = score(trained(text(seed), seed, compiled_update, threads=2))
    return abs(two - score(by_compiled(seed))), 0.06


# Several processes


@claim("Two processes do not learn as much in as many passes.")
def two_processes_learn_less(seed):
    return score(together(seed)), score(in_torch(seed)) - 0.06


@claim("A larger learning rate makes up for some of it")
def a_larger_rate_helps_two_processes(seed):
    return score(together(seed)), score(together(seed, 0.3))
