# %% [markdown]
# # Exercises 2: word2vec
#
# Thirteen functions of one to fifteen lines, a challenge and a written answer: about 150 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.

# %% locked=true
import numpy as np

from vecembed_lab.word2vec.checks import check

# %% [markdown]
# ## 2.1 Who stands beside whom
#
# A text is a list of word numbers, `ids`.
# Two places of the text are neighbours if they are at most `window` apart.
# Count, for every word, how often each word is its neighbour:
# two neighbouring places with the words $w$ and $c$ add 1 to `counts[w, c]` and 1 to `counts[c, w]`.
# (So a word that stands beside itself adds 2 to its own place, and a word that never comes has zeros only.)


# %% exercise="cooccurrence"
def cooccurrence(ids, vocab_size, window):
    """How often each word stands within window places of each other word.

    ids: (T,) whole numbers from 0 to vocab_size - 1, T and window 1 or more, window perhaps larger than T.
    Returns (vocab_size, vocab_size) counts.
    """
    ### BEGIN SOLUTION
    counts = np.zeros((vocab_size, vocab_size))
    for gap in range(1, min(window + 1, len(ids))):
        np.add.at(counts, (ids[gap:], ids[:-gap]), 1)
    return counts + counts.T
    ### END SOLUTION


# %%
# By hand: the neighbours are 0-1, 1-2 and 2-1, so words 1 and 2 meet twice.
cooccurrence(np.array([0, 1, 2, 1]), 3, 1)

# %% check="cooccurrence"
check(cooccurrence)

# %% [markdown]
# ## 2.2 More often than by chance
#
# *The* stands beside everything; that tells little.
# Compare each count with what chance would give, if every word picked its neighbours blindly:
#
# $$\text{PPMI}_{wc} = \max\Big(0,\; \log\frac{P(w, c)}{P(w)\,P(c)} - \log k\Big)$$
#
# The probabilities are shares of all counts, $P(w)$ that of a whole row, $P(c)$ that of a whole column,
# and $k$ is called the shift.
# What was never counted gets 0, and so does everything in an empty row or column.


# %% exercise="ppmi"
def ppmi(counts, shift):
    """Positive pointwise mutual information, with natural logarithms.

    counts: (n, m) floats, 0 or more, not all 0.  shift: the k of the formula, 1 or more.  Returns (n, m), 0 or more.
    """
    ### BEGIN SOLUTION
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratio = np.divide(counts, chance, out=np.zeros(counts.shape), where=chance > 0)
    return np.log(np.maximum(ratio / shift, 1))
    ### END SOLUTION


# %%
# By hand: chance would give every place 4. So log(6/4) = .4055 on the diagonal, and 2/4 is less than chance: 0.
ppmi(np.array([[6.0, 2.0], [2.0, 6.0]]), 1)

# %% check="ppmi"
check(ppmi)

# %% [markdown]
# ## 2.3 Pairs to learn from
#
# Skip-gram reads the same text, but as a list of little tasks: here is a word, predict one from its window.
# word2vec draws the size of the window anew for each place; here you are given it.
# Place $i$ pairs with every other place $j$ at most `radii[i]` away.
# A pair that comes several times is listed several times; the order of the pairs is free.


# %% exercise="skipgram_pairs"
def skipgram_pairs(ids, radii):
    """All pairs (word, context word) of a text.

    ids: (T,) word numbers, T 2 or more.  radii: (T,) how far each place looks, 1 or more, perhaps beyond the text.
    Returns (number of pairs, 2).
    """
    ### BEGIN SOLUTION
    pairs = []
    for i, radius in enumerate(radii):
        for j in range(max(0, i - radius), min(len(ids), i + radius + 1)):
            if i != j:
                pairs.append((ids[i], ids[j]))
    return np.array(pairs)
    ### END SOLUTION


# %%
# By hand: 5 sees 6; 6 sees 5 and 7; 7 looks two places back and sees 5 and 6.
skipgram_pairs(np.array([5, 6, 7]), np.array([1, 1, 2]))

# %% check="skipgram_pairs"
check(skipgram_pairs)

# %% [markdown]
# ## 2.4 Guessing among all words
#
# The plain way to predict: give every word of the vocabulary a score, and make chances of the scores.
# With the vector $v$ of a word and a row $u_j$ for each word that could stand beside it,
#
# $$s_j = v \cdot u_j, \qquad p_j = \frac{e^{s_j}}{\sum_k e^{s_k}}, \qquad \ell = -\log p_c$$
#
# where $c$ is the word that really stood there.
# One fact is enough for the gradient: $\frac{\partial \ell}{\partial s_j} = p_j - y_j$, where $y_c = 1$ and all other
# $y_j$ are 0.
#
# You are given $n$ such pairs at once.
# Return the **sum** of their losses, and the gradient of this sum for every $v$ and for every row of `outputs`.
# Scores may be 1000 or -1000, large in one pair and small in another: no number may become NaN or infinite, and
# a word whose score is 1000 below the largest costs 1000.


# %% exercise="softmax_gradient"
def softmax_gradient(v, outputs, context):
    """Loss and gradient of guessing the right word among all words, summed over n pairs.

    v: (n, d) the words.  outputs: (V, d) a row for each word that could be guessed, n and V 1 or more.
    context: (n,) the numbers of the words that really stood there, from 0 to V - 1, some perhaps the same.
    Returns (loss, dv, doutputs): one number, and two arrays shaped like v and outputs.
    """
    ### BEGIN SOLUTION
    scores = v @ outputs.T
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    truth = np.eye(len(outputs))[context]
    error = np.exp(logs) - truth
    return -(truth * logs).sum(), error @ outputs, error.T @ v
    ### END SOLUTION


# %%
# By hand: the scores log 3 and 0 are chances of 3/4 and 1/4, so the errors are -1/4 and 1/4, and the loss log(4/3).
softmax_gradient(np.array([[np.log(3), 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0]))

# %% check="softmax_gradient"
check(softmax_gradient)

# %% [markdown]
# ## 2.5 The loss of one pair
#
# The vector $v$ of a word, the vector $u$ of a word that really stood beside it,
# and the vectors $n_1 \dots n_K$ of words drawn at random as noise.
# The model answers each of the $K + 1$ questions "did these two meet?" with a probability,
# and pays for what it did not expect:
#
# $$-\log\sigma(v \cdot u) - \sum_{k=1}^{K} \log\sigma(-v \cdot n_k), \qquad \sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# The price does not depend on how many words there are.
# A model that is very wrong has a large loss, not an infinite one:
# your function should know that $-\log\sigma(-1000) = 1000$.


# %% exercise="pair_loss"
def pair_loss(v, u, noise):
    """The loss of one true pair and its noise words.

    v: (d,) the word.  u: (d,) its true context.  noise: (K, d), K 1 or more.  Returns one number, 0 or more.
    """
    ### BEGIN SOLUTION
    return np.logaddexp(0, -(v @ u)) + np.logaddexp(0, noise @ v).sum()
    ### END SOLUTION


# %%
# By hand: sigmoid(log 3) = 3/4, here for the true pair and for the noise. So 2 log(4/3) = .5754.
pair_loss(np.array([np.log(3), 0.0]), np.array([1.0, 5.0]), np.array([[-1.0, 7.0]]))

# %% check="pair_loss"
check(pair_loss)

# %% [markdown]
# ## 2.6 The gradient, by hand
#
# Torch can differentiate that loss; you can too.
# One fact is enough: the derivative of $-\log\sigma(x)$ is $\sigma(x) - 1$.
# Write the gradient for $v$, for $u$ and for every row of the noise.
# Here too scores may be 1000 or -1000; then a probability is 1 or 0, and no gradient is NaN.
# The check compares yours with what torch finds in the course's own loss: two ways to the same numbers.


# %% exercise="gradient"
def gradient(v, u, noise):
    """Gradient of the loss of one pair with respect to each of its vectors.

    v: (d,) the word.  u: (d,) its true context.  noise: (K, d) the noise words.
    Returns (dv, du, dnoise), shaped like v, u and noise.
    """

    ### BEGIN SOLUTION
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    u_error = sigmoid(v @ u) - 1  # probability minus label; the true context has label 1
    noise_error = sigmoid(noise @ v)  # (K,); noise has label 0
    return u_error * u + noise_error @ noise, u_error * v, np.outer(noise_error, v)
    ### END SOLUTION


# %%
# By hand: at v = 0 every probability is 1/2, so dv = (noise - u) / 2; the others are multiples of v, which is 0.
gradient(np.zeros(2), np.array([2.0, 0.0]), np.array([[0.0, 4.0]]))

# %% check="gradient"
check(gradient)

# %% [markdown]
# ## 2.7 One step downhill
#
# A batch has many gradients, each for one row of the table of vectors:
# `gradients[i]` belongs to row `rows[i]`.
# Frequent words come several times in a batch, and then **all** their gradients count:
#
# $$\text{row}_r \leftarrow \text{row}_r - \eta \sum_{i:\, rows_i = r} gradients_i$$
#
# Return the table after the step; the table you were given stays as it is.


# %% exercise="sgd_step"
def sgd_step(table, rows, gradients, lr):
    """The table of vectors after one step of gradient descent.

    table: (V, d).  rows: (n,) row numbers, some of them repeated.  gradients: (n, d), n 1 or more.
    lr: the learning rate.  Returns (V, d).
    """
    ### BEGIN SOLUTION
    after = table.copy()
    np.add.at(after, rows, -lr * gradients)
    return after
    ### END SOLUTION


# %%
# By hand: row 0 moves by half of (1, 0); row 2 by half of (0, 2) and half of (4, 2); row 1 stays.
sgd_step(
    np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]),
    np.array([0, 2, 2]),
    np.array([[1.0, 0.0], [0.0, 2.0], [4.0, 2.0]]),
    0.5,
)

# %% check="sgd_step"
check(sgd_step)

# %% [markdown]
# ## 2.8 Which words to leave out
#
# In the text of the lesson one word in fourteen is *the*; after the first thousand times it teaches nothing.
# Before each pass word2vec throws words out at random, and a word stays with probability
#
# $$\min\Big(1,\; \sqrt{r} + r\Big), \qquad r = \frac{sample}{f}$$
#
# where $f$ is the word's share of the text.


# %% exercise="keep_probability"
def keep_probability(counts, sample):
    """The chance of each word to stay.

    counts: (V,) how often each word comes, from 1 to billions.  sample: above 0.  Returns (V,), above 0 and at most 1.
    """
    ### BEGIN SOLUTION
    ratio = sample * counts.sum() / counts
    return np.minimum(1, np.sqrt(ratio) + ratio)
    ### END SOLUTION


# %%
# By hand: the shares are .64, .32 and .04, so r is 1/16, 1/8 and 1. The first stays with 1/4 + 1/16 = .3125.
keep_probability(np.array([64, 32, 4]), 0.04)

# %% check="keep_probability"
check(keep_probability)

# %% [markdown]
# ## 2.9 Noise words
#
# Where do the noise words come from?
# Drawn as they occur, too many would be *the* and *of*; drawn all alike, nearly all would be words few have heard of.
# word2vec goes between: the probability of a word is proportional to its count to the power 3/4.
# A word that never comes is never drawn.


# %% exercise="noise_distribution"
def noise_distribution(counts):
    """The chance of each word to be drawn as noise.

    counts: (V,) how often each word comes, from 0 to billions, not all 0.  Returns (V,) probabilities, in all 1.
    """
    ### BEGIN SOLUTION
    weights = counts**0.75
    return weights / weights.sum()
    ### END SOLUTION


# %%
# By hand: 16 to the power 3/4 is 8, and 1 stays 1. So 8/9 and 1/9, where the shares are 16/17 and 1/17.
noise_distribution(np.array([16, 1]))

# %% check="noise_distribution"
check(noise_distribution)

# %% [markdown]
# ## 2.10 Two spaces, one turn
#
# Train twice and you get two spaces that know the same, turned against each other; so do two languages.
# From rows that belong together, find the matrix $Q$ that turns one space onto the other,
# keeping all lengths and angles ($Q^\top Q = 1$) and coming as close as possible:
#
# $$\min_Q \; \lVert source \cdot Q - target \rVert$$
#
# If $U S V^\top$ is the singular value decomposition of $source^\top target$, the answer is $Q = U V^\top$.
# It may mirror as well as turn, always about 0: nothing is shifted, even where the two spaces have different centres.
# Where several turns come equally near, any of them is right.


# %% exercise="align"
def align(source, target):
    """The orthogonal matrix that brings source nearest to target.

    source, target: (n, d), row i of one belongs to row i of the other, n at least d.  Returns (d, d).
    """
    ### BEGIN SOLUTION
    u, _, vt = np.linalg.svd(source.T @ target)
    return u @ vt
    ### END SOLUTION


# %%
# By hand: a quarter turn, (1, 0) to (0, 1) and (0, 2) to (-2, 0). So the rows of Q are (0, 1) and (-1, 0).
align(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 1.0], [-2.0, 0.0]]))

# %% check="align"
check(align)

# %% [markdown]
# ## 2.11 Parts of words
#
# *Recieve* is in no vocabulary, but most of its pieces are those of *receive*.
# Put `<` before a word and `>` after it, so that a beginning or an end can be told from a middle.
# Then list all its pieces of `low` to `high` characters, each as often as it occurs, in any order.
# The word is cut as it is written: capitals, digits, hyphens and the letters of every alphabet are characters, as are
# the two marks. Where the word is too short for a length, there is no piece of it.


# %% exercise="ngrams"
def ngrams(word, low, high):
    """All pieces of low to high characters of <word>, a list of strings.

    word: at least one character.  low, high: whole numbers, 1 <= low <= high.
    """
    ### BEGIN SOLUTION
    text = f"<{word}>"
    return [text[i:j] for i in range(len(text)) for j in range(i + low, i + high + 1) if j <= len(text)]
    ### END SOLUTION


# %%
# By hand: <wh, whe, her, ere, re>. Note that "her" is here a piece of "where"; the word "her" would be "<her>".
ngrams("where", 3, 3)

# %% check="ngrams"
check(ngrams)

# %% [markdown]
# ## 2.12 Pieces that are learned
#
# Byte-pair encoding asks the text which pieces it needs.
# In the beginning each word is a list of its characters.
# One step finds the two pieces that stand side by side most often, and makes them one, everywhere.
#
# - Two pieces are counted wherever one stands directly after the other **within a word**, as often as the word comes:
#   in a word that comes 5 times, `a b a b` has the pair `a`, `b` 10 times. In `a a a` the pair `a`, `a` stands twice.
# - Of pairs that come equally often, take the first one in the order in which Python sorts pairs of strings.
# - Join from left to right: `a a a` becomes `aa a`. What was just joined is not joined again in this step.
# - If no word has two pieces, the words stay as they are.
#
# A piece may have several characters: `xa b` holds no pair `a`, `b`.
# Return the words after the step; the lists you were given stay as they are.


# %% exercise="merge_step"
def merge_step(words, counts):
    """The words after the most frequent pair of neighbouring pieces was made one.

    words: a list of words, each a list of one or more strings.  counts: how often each word comes, 1 or more.
    Returns a list of as many words, each a list of strings.
    """
    ### BEGIN SOLUTION
    pairs = {}
    for word, count in zip(words, counts, strict=True):
        for i in range(len(word) - 1):
            pair = word[i], word[i + 1]
            pairs[pair] = pairs.get(pair, 0) + count
    best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
    merged = []
    for word in words:
        pieces, i = [], 0
        while i < len(word):
            found = tuple(word[i : i + 2]) == best
            pieces.append("".join(best) if found else word[i])
            i += 2 if found else 1
        merged.append(pieces)
    return merged
    ### END SOLUTION


# %%
# By hand: "l o" stands in both words, 5 + 2 times, and "o w" too; "l" comes before "o", so "lo" is made.
merge_step([["l", "o", "w"], ["l", "o", "w", "e", "r"]], [5, 2])

# %% check="merge_step"
check(merge_step)

# %% [markdown]
# ## 2.13 A vector for a text
#
# The simplest vector of a whole message is the mean of the vectors of its words, looked up as they are written.
# Words that are unknown are skipped, words that come twice count twice,
# and a message without a single known word gets zeros.


# %% exercise="document_vector"
def document_vector(tokens, index, vectors):
    """The mean of the vectors of the known words of a text.

    tokens: a list of words.  index: a dict from word to row, in any order.  vectors: (V, d).  Returns (d,).
    """
    ### BEGIN SOLUTION
    rows = [index[token] for token in tokens if token in index]
    return vectors[rows].sum(axis=0) / max(len(rows), 1)
    ### END SOLUTION


# %%
# By hand: "grimbly" is unknown; the mean of (1, 0) and (3, 4) is (2, 2).
document_vector(["good", "grimbly", "film"], {"good": 0, "film": 1}, np.array([[1.0, 0.0], [3.0, 4.0]]))

# %% check="document_vector"
check(document_vector)

# %% [markdown]
# ## The challenge: word vectors in five seconds
#
# Your function gets a text, the 106 Wikipedia articles of the lesson, 470,000 words, and has `seconds` (five)
# to make vectors from it: seconds in which it computes, whatever else the machine has to do.
# (Measure them with `time.process_time()`. The check is patient: it calls twice, and stops after four times as many.)
# The text is a row of numbers as in 2.1, with -1 after each article,
# but the numbers were dealt out anew: which word is which, only the text can tell.
# `words` are the numbers of the 305 words that need a vector, of any width: count, compress or train.
#
# The check draws 220 pairs from WordSim353 that you do not see
# and measures Spearman's correlation between your cosines and people's judgements.
# The rows of `ppmi(counts, 1)`, counted beside the 1,000 most frequent words within 10 places, are the mark to beat:
# points begin above it, rise with the gain, and are full at 0.15 more.
# One change to those rows earns a part of them.
# Then comes the control: the same text with its words shuffled. There your vectors must *not* agree with people.
# A class is graded on other pairs than your notebook: leave yourself a margin.


# %% exercise="word_vectors"
def word_vectors(text, words, seconds):
    """Vectors whose cosines agree with people.

    text: (T,) numbers of words, -1 after each article.  words: (305,) numbers.  Returns (305, any width).
    """
    ### BEGIN SOLUTION
    n, window = 3000, 12
    row, column = np.full((2, text.max() + 2), n)  # of words that do not count; the last one is -1
    row[words], column[np.argsort(-np.bincount(text[text >= 0]))[:n]] = np.arange(len(words)), np.arange(n)
    places = window + np.flatnonzero(row[text[window:-window]] < n)
    counts = np.zeros((len(words), n + 1))
    for gap in range(1, window + 1):
        for beside in (places - gap, places + gap):
            np.add.at(counts, (row[text[places]], column[text[beside]]), 1)
    # What many words share is signal, what is left over is chance: keep the 25 strongest directions of PPMI.
    u, s, _ = np.linalg.svd(ppmi(counts[:, :n], 1), full_matrices=False)
    return u[:, :25] * np.sqrt(s[:25])
    ### END SOLUTION


# %% check="word_vectors"
check(word_vectors)

# %% [markdown]
# ## In your own words
#
# A colleague has trained word2vec on two million support e-mails of her company, once, with the default settings.
# "The vectors are excellent," she says. "The nearest neighbour of *refund* is *reimbursement*,
# and they reach .62 on WordSim353; the GloVe vectors that I downloaded reach only .58.
# Rare product names have vectors too, so now we can find every complaint about any product.
# And if a customer misspells a name, the vectors will not mind."
#
# In 100 to 200 words: which of these conclusions hold, which do not, and what would you measure before the vectors are
# used to find complaints?
#
# *4 points, read by a person, one for each:*
# *(1) what one neighbour and one difference of .04 on some hundred pairs show, and what would make the comparison fair*
# *(the same pairs, several seeds, an interval);*
# *(2) why agreement with people about general words says little about the task, and a measurement of the task itself*
# *with a simple baseline, such as searching for the words;*
# *(3) what the vector of a word seen five times is worth, and a way to see it;*
# *(4) what happens to a misspelt name in a table of whole words, and what would help.*

# %% [markdown] written="support" points=4
# ### BEGIN SOLUTION
# One neighbour is an anecdote, chosen because it is pretty.
# The difference of .04 comes from a few hundred pairs, of which each model may know others, and from a single training.
# I would score both models on the pairs that both know, train with five seeds, and give an interval by drawing pairs
# again and again; at this size .04 may well be chance.
#
# WordSim353 asks whether *tiger* and *cat* are related.
# Nobody asked whether her vectors find complaints.
# I would have 300 e-mails labelled and compare the vectors with plain word search and a bag of words
# on the same e-mails, by the share of complaints found among the first hundred.
#
# A product name seen five times has learned from some fifty pairs: its vector is still near its random start.
# I would train twice with different seeds and see how many of its neighbours come back,
# and compare that with frequent words.
#
# A misspelt name is a word of its own, rare and badly trained, or it is not in the table at all.
# Sub-word vectors share the pieces of the right spelling; I would misspell known names on purpose
# and count how often the right one is the nearest.
# ### END SOLUTION

# %% [markdown] compare="support"
# ### Three answers to compare
#
# Write yours first. Then read these, and decide for each which of the four points it earns before you open what we
# say. Which point would a reader miss in yours?
#
# <details><summary>First answer</summary>
#
# The vectors seem good, since .62 is more than .58 and the nearest neighbour of *refund* is right.
# But one should be careful, because the corpus is only two million e-mails and word2vec needs much more data.
# I would train longer, with more dimensions, and look at more neighbours by hand.
# Rare products have vectors too, so they can be found, though perhaps not as well.
# Misspelt names can be a problem; a spelling checker would help.
#
# <details><summary>What it earns</summary>
#
# Less than 1 of 4: only that a spelling checker might help touches point 4. .62 against .58 is taken at its word,
# though the pairs may differ and nobody knows how far a number moves by luck. Training longer is no measurement, and
# neighbours chosen by hand are one more anecdote. What a rare word's vector is worth is guessed (*perhaps not as
# well*), not measured.
#
# </details>
#
# </details>
#
# <details><summary>Second answer</summary>
#
# A single neighbour proves nothing, and neither does one training: I would train with several seeds.
# WordSim353 has 353 pairs, of which each model knows others; both should be scored on the pairs that both know.
# WordSim353 is about general words, not about complaints, so it is the wrong test.
# A word seen five times has hardly been trained, so its vector cannot be trusted.
# If a name is misspelt, it gets another vector, or none.
# I would use fastText.
#
# <details><summary>What it earns</summary>
#
# Between 2 and 3 of 4. Point 1 is nearly whole; an interval is missing. Point 2 says why the test is the wrong one,
# and then names no better one: which e-mails, which score, and what does searching for the words find? Point 3 has the
# verdict without a way to see it, such as two trainings and the neighbours that come back. Point 4 is earned;
# misspelling known names on purpose would show whether fastText helps.
#
# </details>
#
# </details>
#
# <details><summary>Third answer</summary>
#
# {model answer}
#
# <details><summary>What it earns</summary>
#
# 4 of 4: each point has a reason and, where one is asked for, a measurement that could come out either way.
#
# </details>
#
# </details>
