# %% [markdown]
# # Exercises 6: Audio
#
# Ten functions of one to eight lines, a challenge and a written answer: about 120 minutes.
#
# In the cells that say `# your code here`, replace the three dots by your answer.
# The cell below calls your function with numbers small enough to work out on paper.
# The cell after that checks it: it says what is right, what is not, and, if it knows the mistake, which one it is.
# Below its verdict wait three hints, from gentle to nearly the answer.
# Use NumPy as you like, work in any style, and do not change the arrays you are given: they belong to the caller.
# Numbers are float64, float32 or whole numbers, without NaN or infinity; sizes are ordinary, and float32 is accurate
# enough. No array is empty unless the exercise says that it may be. A list is as good an answer as an array, but an
# empty list has the shape `(0,)` and no other.

# %% locked=true
import numpy as np

from vecembed_lab.audio.checks import check

# %% [markdown]
# ## 6.1 Which tone is heard?
#
# At a rate of $r$ samples a second, a tone above $r/2$ has the same samples as a lower one, and the lower one is heard.
# Tones of $f$ and of $f + r$ cannot be told apart, nor can tones of $f$ and of $r - f$.
# Say which frequency, from 0 to $r/2$, is heard for each tone.
# (See [the section](../../course/06_audio.ipynb#A-number,-eight-thousand-times-a-second) of the lesson.)


# %% exercise="alias"
def alias(frequency, rate):
    """The frequencies that are heard, from 0 to rate / 2.

    frequency: (n,) in Hz, 0 or more, perhaps many times the rate; n may be 0.  rate: samples a second.  Returns (n,).
    """
    ### BEGIN SOLUTION
    rest = frequency % rate
    return np.minimum(rest, rate - rest)
    ### END SOLUTION


# %%
# By hand: 5,000 Hz is 1,000 above the limit of 4,000, so it is heard 1,000 below it.
alias(np.array([1000.0, 5000.0]), 8000)

# %% check="alias"
check(alias)

# %% [markdown]
# ## 6.2 Frames
#
# Cut a recording into frames of `size` samples, one every `hop` samples.
# The first begins at sample 0. What is left over at the end and fills no frame is left out.
# A recording shorter than a frame has none: the result has the shape `(0, size)`.
# A hop may be shorter than a frame, as long, or longer.
# (See [the section](../../course/06_audio.ipynb#Frames,-and-why-they-fade-in-and-out) of the lesson.)


# %% exercise="frames"
def frames(samples, size, hop):
    """The frames of a recording, one a row.

    samples: (n,), n may be 0.  size, hop: whole numbers from 1 on.  Returns (frames, size).
    """
    ### BEGIN SOLUTION
    begins = range(0, len(samples) - size + 1, hop)
    return np.array([samples[b : b + size] for b in begins]).reshape(-1, size)
    ### END SOLUTION


# %%
# By hand: frames of 4 begin at samples 0 and 2.
frames(np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0]), 4, 2)

# %% check="frames"
check(frames)

# %% [markdown]
# ## 6.3 Spectrogram
#
# For each frame, how much power is there at each frequency?
# Multiply the frame by the *periodic* Hann window, $w_t = (1 - \cos(2 \pi t / \text{size})) / 2$ for $t = 0$ to
# $\text{size} - 1$, take its Fourier transform, and square the absolute values. Nothing is divided.
# Keep the frequencies from 0 to half the sampling rate: there are $\lfloor \text{size} / 2 \rfloor + 1$.
# There is at least one frame. You may call your `frames`.
# (See [the section](../../course/06_audio.ipynb#Frames,-and-why-they-fade-in-and-out) of the lesson.)


# %% exercise="spectrogram"
def spectrogram(samples, size, hop):
    """The power of each frame at each frequency.

    samples: (n,), n at least size.  size: at least 2.  Returns (frames, size // 2 + 1), never negative.
    """
    ### BEGIN SOLUTION
    window = (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2
    return np.abs(np.fft.rfft(frames(samples, size, hop) * window)) ** 2
    ### END SOLUTION


# %%
# By hand: the window is 0, .5, 1, .5, so the sum of the frame is 2, and its power at frequency 0 is 4.
spectrogram(np.ones(4), 4, 4)

# %% check="spectrogram"
check(spectrogram)

# %% [markdown]
# ## 6.4 Mel bands
#
# The HTK scale: $\text{mel}(f) = 2595 \log_{10}(1 + f / 700)$.
# Take `bands + 2` corners, equally far apart in mel, from 0 Hz to half the rate, and turn them back into Hz.
# Band $i$ is a triangle over the frequencies: it rises in a straight line, in Hz, from 0 at corner $i$ to 1 at corner
# $i + 1$, and falls to 0 at corner $i + 2$. Elsewhere it is 0.
# The corners stay where they are; they are not moved to frequencies of the spectrum, which are $k \cdot \text{rate} /
# \text{size}$ for $k = 0$ to $\lfloor \text{size} / 2 \rfloor$.
# Between the corners of a very narrow band there may be no frequency; in the checks there is one in each band.
# (See [the section](../../course/06_audio.ipynb#Forty-numbers-that-an-ear-would-notice) of the lesson.)


# %% exercise="mel_bank"
def mel_bank(bands, rate, size):
    """How much each frequency of a spectrum counts in each mel band (HTK), from 0 to 1.

    bands: how many.  rate: samples a second.  size: samples in a frame.  Returns (bands, size // 2 + 1).
    """
    ### BEGIN SOLUTION
    mels = np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), bands + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    hz = np.arange(size // 2 + 1) * rate / size
    return np.maximum(0, np.minimum((hz - left) / (peak - left), (right - hz) / (right - peak)))
    ### END SOLUTION


# %%
# By hand: the corners are 0, 1,113.8 and 4,000 Hz. At 1,000 Hz the band has risen to 1000 / 1113.8 = .898.
mel_bank(1, 8000, 8)

# %% check="mel_bank"
check(mel_bank)

# %% [markdown]
# ## 6.5 Decibels
#
# Turn power into decibels below the loudest number of the whole table: $10 \log_{10}(\text{power} / \text{loudest})$.
# Nothing may be below `floor`: what would be, becomes `floor`, and so does a power of 0.
# If all powers are 0, all of the result is `floor`.
# (See [the section](../../course/06_audio.ipynb#Forty-numbers-that-an-ear-would-notice) of the lesson.)


# %% exercise="decibels"
def decibels(power, floor):
    """Decibels below the loudest, from floor to 0.

    power: (t, bands), 0 or more; the loudest is at least 1e-12, or all are 0.  floor: from -80 to -10.
    Returns (t, bands).
    """
    ### BEGIN SOLUTION
    if not power.any():
        return np.full(power.shape, floor)
    return 10 * np.log10(np.maximum(power / power.max(), 10 ** (floor / 10)))
    ### END SOLUTION


# %%
# By hand: a tenth of the power is 10 dB less, a thousandth 30 dB; 0 is the floor.
decibels(np.array([[50.0, 5.0], [0.05, 0.0]]), -80)

# %% check="decibels"
check(decibels)

# %% [markdown]
# ## 6.6 One vector, whatever the length
#
# Spectra of different lengths are kept in one array, filled up at the end.
# Whatever stands behind the last real frame is no sound and must not count, whatever number it is.
# A real frame may be 0, and counts.
# Return for each clip the mean over time of each band, and behind these the standard deviation over time of each band
# (the one that divides by the number of frames, so that a clip of one frame has 0).
# (See [the section](../../course/06_audio.ipynb#One-vector,-however-long-the-sound) of the lesson.)


# %% exercise="pool"
def pool(spectra, lengths):
    """Mean and standard deviation over the real frames of each clip.

    spectra: (n, t, bands).  lengths: (n,) how many frames are real, from 1 to t.  Returns (n, 2 * bands).
    """
    ### BEGIN SOLUTION
    real = [spectra[i, : lengths[i]] for i in range(len(spectra))]
    return np.array([np.concatenate([part.mean(axis=0), part.std(axis=0)]) for part in real])
    ### END SOLUTION


# %%
# By hand: the real frames are (1, 4) and (3, 4). Their mean is (2, 4), their standard deviation (1, 0).
pool(np.array([[[1.0, 4.0], [3.0, 4.0], [9.0, 9.0]]]), np.array([2]))

# %% check="pool"
check(pool)

# %% [markdown]
# ## 6.7 Recognise a word by prototypes
#
# You get vectors of words that were said, with their labels, and queries without.
# Make all vectors length 1. The prototype of a label is the mean of its vectors, made length 1 again.
# Give each query the label whose prototype has the largest cosine with it.
# Labels are whole numbers, perhaps negative, not always 0, 1, 2 and so on.
# No vector and no mean is zero, and in the checks no query lies between two prototypes.
# (See [the section](../../course/06_audio.ipynb#One-vector,-however-long-the-sound) of the lesson.)


# %% exercise="recognise"
def recognise(vectors, labels, queries):
    """The label of the nearest prototype for each query.

    vectors: (n, d).  labels: (n,) whole numbers.  queries: (m, d).  Returns (m,) labels.
    """

    ### BEGIN SOLUTION
    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    names = np.unique(labels)
    prototypes = unit(np.array([unit(vectors[labels == name]).mean(axis=0) for name in names]))
    return names[(unit(queries) @ prototypes.T).argmax(axis=1)]
    ### END SOLUTION


# %%
# By hand: the prototype of 7 is (1, 0), that of 3 is (0, 1). The query (2, 1) is nearer to the first.
recognise(np.array([[1.0, 0.0], [0.0, 5.0], [0.0, 2.0]]), np.array([7, 3, 3]), np.array([[2.0, 1.0]]))

# %% check="recognise"
check(recognise)

# %% [markdown]
# ## 6.8 Folds that do not leak
#
# Divide clips into folds, so that all clips of a speaker are in one fold and the folds are about equally large.
# Take the speakers in this order: those with most clips first, and of equals the one with the smaller number.
# Each goes into the fold that has the fewest clips so far; of equal folds into the one with the smallest number.
# There may be fewer speakers than folds: then some folds stay empty.
# (See [the section](../../course/06_audio.ipynb#The-same-digits,-another-voice) of the lesson.)


# %% exercise="speaker_folds"
def speaker_folds(speakers, n_folds):
    """The fold of each clip, from 0 to n_folds - 1.

    speakers: (n,) whole numbers, 0 or more.  n_folds: from 1 on.  Returns (n,) whole numbers.
    """
    ### BEGIN SOLUTION
    names, counts = np.unique(speakers, return_counts=True)
    sizes, folds = np.zeros(n_folds), np.zeros(len(speakers), dtype=int)
    for i in np.argsort(-counts, kind="stable"):
        fold = sizes.argmin()
        folds[speakers == names[i]] = fold
        sizes[fold] += counts[i]
    return folds
    ### END SOLUTION


# %%
# By hand: speaker 4 (three clips) goes to fold 0, then 1 (two) to fold 1, then 2 (one) to fold 1.
speaker_folds(np.array([4, 4, 1, 4, 1, 2]), 2)

# %% check="speaker_folds"
check(speaker_folds)

# %% [markdown]
# ## 6.9 Trials
#
# Which pairs of clips may test a system that verifies speakers?
# Every two different clips, each pair once, except those that were cut from the same recording: they share the room,
# the microphone and the breath.
# Recordings are numbered for each speaker anew: recording 0 of speaker 1 is not recording 0 of speaker 2.
# A row of the answer is the first clip, the second clip (whose number is larger), and 1 for the same speaker or 0.
# Sort by the first clip, then by the second. If there is no pair, the shape is `(0, 3)`.
# (See [the section](../../course/06_audio.ipynb#Whose-voice-is-it?) of the lesson.)


# %% exercise="trials"
def trials(speakers, recordings):
    """All pairs that may be compared: first clip, second clip, and 1 for the same speaker or 0.

    speakers, recordings: (n,) whole numbers from 0 to 999.  Returns (p, 3) whole numbers.
    """
    ### BEGIN SOLUTION
    i, j = np.triu_indices(len(speakers), 1)
    same = speakers[i] == speakers[j]
    keep = ~(same & (recordings[i] == recordings[j]))
    return np.stack([i[keep], j[keep], same[keep]], axis=1).astype(int)
    ### END SOLUTION


# %%
# By hand: clips 0 and 2 are of one recording, so two of the three pairs are left.
trials(np.array([1, 1, 1]), np.array([5, 6, 5]))

# %% check="trials"
check(trials)

# %% [markdown]
# ## 6.10 What errors cost
#
# A pair is accepted if its score is at least a threshold $t$. If the claim is true with probability `prior`, and both
# errors cost 1, the threshold costs
#
# $$\text{cost}(t) = \text{prior} \cdot P(\text{refused} \mid \text{same})
# + (1 - \text{prior}) \cdot P(\text{accepted} \mid \text{different})$$
#
# Return the least cost over all thresholds, among them one at which everybody is accepted and one at which nobody is,
# divided by the cost of the better of these two: $\min(\text{prior}, 1 - \text{prior})$.
# Scores are any numbers, and may be equal: equal ones are accepted together. Both kinds of pairs are there.
# (See [the section](../../course/06_audio.ipynb#What-an-error-costs) of the lesson.)


# %% exercise="min_dcf"
def min_dcf(scores, same, prior):
    """The least detection cost over all thresholds, from 0 to 1; 1 is as good as not listening.

    scores: (p,).  same: (p,) of kind bool, True for one speaker.  prior: above 0 and below 1.  Returns one number.
    """
    ### BEGIN SOLUTION
    thresholds = [*np.unique(scores), np.inf]
    refused = np.array([(scores[same] < t).mean() for t in thresholds])
    accepted = np.array([(scores[~same] >= t).mean() for t in thresholds])
    return (prior * refused + (1 - prior) * accepted).min() / min(prior, 1 - prior)
    ### END SOLUTION


# %%
# By hand: accept from .9 on. Half of the same are refused, nobody else gets in: .5 * .5 / .5 = .5.
min_dcf(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False]), 0.5)

# %% check="min_dcf"
check(min_dcf)

# %% [markdown]
# ## The challenge: voices that you have never heard
#
# You get vectors of spoken digits, 80 numbers each: the mean and the standard deviation over time of 40 mel bands, in
# decibels below the loudest moment of the clip, so that loudness tells nothing.
# Of three speakers you know which clips are whose. Return new vectors for the clips of three *other* speakers.
# The check compares every two hidden clips by the cosine of your vectors and measures the equal error rate: do they
# come from the same speaker? It does so for five divisions of the six speakers, and takes the mean.
#
# Points begin where the mean of the hidden clips is taken out, at an error of about .28.
# Half of them are earned by columns divided by their standard deviation, about .26.
# For all of them go nearly as far as our answer: about .12.
# Only six speakers recorded these digits, each in his own way, so that voice and recording are one.
# So your number says how well *these* are told apart; for other people it would be another one.
# (See [the section](../../course/06_audio.ipynb#Whose-voice-is-it?) of the lesson.)


# %% exercise="voiceprint"
def voiceprint(train, speakers, hidden):
    """Vectors of hidden clips, alike if the same person speaks, whatever is said.

    train: (n, 80).  speakers: (n,) the number of each speaker.  hidden: (m, 80).  Returns (m, any width).
    """
    ### BEGIN SOLUTION
    # What differs between two clips of one speaker is the word. So find the directions in which words differ, from the
    # known speakers, and quieten them: make the covariance within speakers the unit matrix, nearly.
    names = np.unique(speakers)
    within = sum(np.cov(train[speakers == name], rowvar=False) for name in names) / len(names)
    within += 0.1 * np.trace(within) / len(within) * np.eye(len(within))
    variances, directions = np.linalg.eigh(within)
    return (hidden - hidden.mean(axis=0)) @ (directions / np.sqrt(variances))
    ### END SOLUTION


# %% check="voiceprint"
check(voiceprint)

# %% [markdown]
# ## In your own words
#
# A team has 3,000 recordings: six speakers, ten digits, fifty takes of each digit by each speaker.
# Each recording was also copied with noise, so that there are 6,000 clips.
# They want to know how often a *new customer's* digit will be recognised, and discuss five splits:
#
# - A: a tenth of the 6,000 clips at random is the test;
# - B: takes 0 to 4 of every speaker and digit are the test, with their noisy copies;
# - C: all clips of speaker *theo* are the test; mean and deviation of each band were computed on all 6,000 clips;
# - D: all clips of *theo* are the test; of forty networks the one is kept that is best on that test;
# - E: each speaker is the test once, with everything computed and chosen on the other five; six numbers are reported.
#
# In 100 to 200 words: which of them leak, how, and what would each number be too good for?
#
# *4 points, read by a person, one for each:*
# *(1) A: copies of the same recording, and voices, are on both sides;*
# *(2) B: no copies leak, but every voice does, so it answers for known customers only;*
# *(3) C and D: what leaks although no clip does, and how much it may matter;*
# *(4) E: why it does not leak, and what six numbers still cannot tell.*

# %% [markdown] written="splits" points=4
# ### BEGIN SOLUTION
# A leaks twice. A clip and its noisy copy may lie on both sides, so that the nearest neighbour of a test clip is the
# same recording; and all voices are known. Its number is too good even for known customers.
#
# B keeps copies together but every voice is in the training part. It says how well a new take of a known customer is
# recognised, which can be the right question for somebody who enrols first. For a new customer it is too good: in the
# lesson a nearest neighbour fell from about .95 to between a third and four fifths.
#
# C leaks a little: mean and deviation of the bands have seen theo's voice and recording. No label leaks, and the
# effect may be small, but it costs nothing to compute them on the five others.
# D leaks by choice: the best of forty on the test is partly the luckiest on it. Choose on a voice that is neither
# trained on nor tested on.
#
# E does not leak. But six numbers, from six men each recorded in one way, hardly say what the seventh voice will be.
# I would report all six and not only their mean.
# ### END SOLUTION

# %% [markdown] compare="splits"
# ### Three answers to compare
#
# Write yours first. Then read these, and decide for each which of the four points it earns before you open what we
# say. Which point would a reader miss in yours?
#
# <details><summary>First answer</summary>
#
# Only A leaks, because a copy with noise of a test clip can be in the training part.
# B is fine: no recording is on both sides, and it is the official split.
# C, D and E hold out a whole speaker, so nothing can leak.
# I would take B, since its test has all six speakers and is the largest.
#
# <details><summary>What it earns</summary>
#
# About 1 of 4. The copies in A are right; that the voices are known as well is missing, and it is just what makes B
# answer another question than the one asked. In C and D no clip leaks, but something computed or chosen on the test
# does. Nothing is said of what six speakers can tell.
#
# </details>
#
# </details>
#
# <details><summary>Second answer</summary>
#
# A leaks copies and voices. B leaks voices: a new customer is not among the six, so its number is too good for the
# question. C leaks the mean and deviation. D does not leak, since all networks were trained without theo.
# E is right, and its mean is what new customers will get.
#
# <details><summary>What it earns</summary>
#
# About 2.5 of 4: points 1 and 2, and a half of point 3, since choosing the best of forty on the test is a leak as well.
# Point 4: E does not leak, but the mean of six men's numbers is no promise for the next voice.
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
# 4 of 4: for each split it says what is on both sides, and for whom its number would be right.
#
# </details>
#
# </details>
