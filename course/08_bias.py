# %% [markdown]
# # 8. Bias: what an embedding repeats
#
# *About 80 minutes to read, to predict and to try the changes. The exercises take another 120.*
#
# Word vectors are learnt from what people wrote.
# So they learn what people wrote about each other, too.
# This lesson measures that, asks each time whether the measurement could be chance, follows it into a decision,
# takes out what can be taken out, and says what is left and what nobody can know from these data.
#
# **What you need:** units 1 and 2; mean, standard deviation and correlation; what a classifier is.
#
# You will
#
# - say whom a system would harm, and how, before you compute anything;
# - repeat a famous measurement to two decimals, and find out how much of it rests on the choice of words;
# - compare every index with chance: with other words, other directions, other labels;
# - take a direction out, and test whether it is gone, beside a control that a famous test does not pass;
# - follow a pronoun into a decision, and pay for taking it out;
# - name who is missing from the data.
#
# The numbers are about people.
# Lists of names stand for groups of people who did not choose to be examples.
# The published lists know two genders, and so do the pronouns in old texts: about people who are neither, these data
# say nothing, and this lesson cannot either.
# That is a limit of the data, not a statement about anybody.

# %%
import numpy as np

from vecembed_lab.bias.spaces import load_vectors
from vecembed_lab.lesson.predictions import predict, predicted

space = load_vectors()
print("{:,} words, {} numbers each: {}".format(*space.vectors.shape, space.source))

# %% [markdown]
# These vectors were computed in 2013 from some hundred billion words of news.
# A part of them has been kept for studies of bias: 26,423 frequent words, and 151 words of the tests below.
# All have length 1 here.
#
# If the line above speaks of a stand-in, the data could not be fetched.
# Everything below still runs; many words will be missing, and the numbers will differ from the text.
#
# ## Before any number: who would be harmed?
#
# A cosine harms nobody. A system that uses it can. Three such systems:
#
# | system | what it decides | whom an error costs what |
# |---|---|---|
# | a search for applicants | who is shown first to an employer | a person loses a chance, and never learns of it |
# | a translator | whether a doctor becomes *he* or *she* | readers see again who "is" a doctor; nobody is refused |
# | a filter for messages | what is hidden | those whose way of speaking is rare are silenced more often |
#
# The first and the third give or refuse something: harm in *allocation*.
# The second repeats a picture of people: harm in *representation*.
# They need different evidence.
# For the first you count who is shown, of those who should be; for the second, what is said.
# No number about word vectors replaces that count. It can say where to look.
#
# ## Associations
#
# How much closer is a word to one set of words than to another?
# The *association* of $w$ with the sets $A$ and $B$ is
#
# $$s(w, A, B) = \text{mean}_{a \in A} \cos(w, a) - \text{mean}_{b \in B} \cos(w, b)$$
#
# Let $A$ be ten words for women and $B$ ten for men, pairs that Bolukbasi and others published.

# %%
from vecembed_lab.bias.lists import find, pairs

women, men = (find(space, words) for words in pairs())
print(*women.words, "|", *men.words, "| without a vector:", women.missing + men.missing)

# %%
from vecembed_lab.bias.association import association

jobs = find(space, ["nurse", "secretary", "teacher", "lawyer", "farmer"])
for word, s in zip(jobs.words, association(jobs.vectors, women.vectors, men.vectors), strict=True):
    print(f"{word:>9} {s:+.2f}")

# %% [markdown]
# In these texts *nurse* keeps company with women's words far more than *lawyer* and *farmer* do.
#
# WEAT, the Word Embedding Association Test, compares two sets of such words, $X$ and $Y$.
# Its effect size $d$ says how many standard deviations their mean associations lie apart.
# The test was made after one that measures how fast people sort words,
# and its first sets are harmless: flowers and insects, with pleasant and unpleasant words.
# Others are not: names of men and women, with words for career and family.
#
# **Predict 1.** In which of these tests is the effect size $d$ the largest?
#
# <details><summary>(a) Flowers are pleasant, insects are not</summary>d is 1.54, which is large: about that difference
# people hardly disagree. But it is not the largest.</details>
# <details><summary>(b) Men's names go with career, women's names with family</summary>Yes, d is 1.89, and 2 is as far
# as it can go. In news of that time the names of men and women kept different company, more so than flowers and
# insects.</details>
# <details><summary>(c) Mathematics goes with men's words, arts with women's</summary>No, d is 0.97. That is much,
# but the sets overlap.</details>

# %% tags=["nbval-ignore-output"]
predict(1, "abc")

# %%
from vecembed_lab.bias.association import resampled_weat
from vecembed_lab.bias.lists import four_sets, testable, weat_of, weats
from vecembed_lab.lesson.intervals import Interval
from vecembed_lab.lesson.tables import table

rng = np.random.default_rng(0)

# %% [markdown]
# The table has the value that was published for these vectors, where we know it,
# ours, and how many words have no vector.
# In brackets: draw the words of all four sets anew, some twice and some not at all, two hundred times;
# 95 of 100 values lie between these limits.


# %%
def row(number):
    vectors = [found.vectors for found in four_sets(space, number)]
    limits = np.quantile(resampled_weat(*vectors, rng=rng), [0.025, 0.975])
    missing = sum(len(found.missing) for found in four_sets(space, number))
    return weats()[number].published or np.nan, Interval(weat_of(space, number), *limits), missing


# %%
columns = {"published": ".2f", "d, and for other words": ".2f", "words missing": ".0f"}
rows = {f"{n} {', '.join(weats()[n].sets[:2])}".replace("_", " "): row(n) for n in testable(space)}
table(columns, rows)
predicted(1)

# %% [markdown]
# All six values that were published come out to two decimals.
# (The standard deviation has to divide by $n - 1$. With NumPy's default, which divides by $n$, test 6 gives 1.95.)
#
# The limits say more than the values.
# The test of names and careers hardly depends on its words, since its lower limit is above 1.5.
# The test of mental and physical illness does: drawn anew, its six words a set can give no effect at all.
# Tests 5 and 10 say nothing either way.
# One $d$ from eight words is one measurement with eight items.
#
# Test 3 is not in the table: of its names 27 of 32 and 25 of 32 have no vector here.
# Our function names words that are missing; others drop them in silence. Then this happens:

# %%
from vecembed_lab.bias.association import effect_size, permutation_p
from vecembed_lab.data.words import WordVectors

frequent = WordVectors(space.words[:26_423], space.vectors[:26_423], space.source)
few = four_sets(frequent, 6)
print("left:", *few[0].words, "|", *few[1].words, "| missing:", *few[0].missing, *few[1].missing)

# %%
x, y = (association(found.vectors, few[2].vectors, few[3].vectors) for found in few[:2])
print(f"d = {effect_size(x, y):.2f}, p = {permutation_p(x, y, rng=rng):.2f}")

# %% [markdown]
# With only the frequent words, test 6 has two names against one, and $d$ is as large as ever.
# It cannot be otherwise: with so few words the standard deviation is made of nothing but their difference.
# The $p$ beside it, which the next section explains, says what it is worth.
#
# **Change this, expect that**
#
# - `"lawyer", "farmer"]` -> `"librarian", "guard"]`: one leans to each side.
# - `[0.025, 0.975]` -> `[0.25, 0.75]`: half of all draws lie within, so the limits are much closer.
# - `four_sets(frequent, 6)` -> `four_sets(frequent, 7)`: other words are missing, and fewer.
#
# **Exercises:** [8.1 Association](../exercises/08_bias/08_bias.ipynb#8.1-Association) and
# [8.2 WEAT](../exercises/08_bias/08_bias.ipynb#8.2-WEAT)
#
# ## Could it be chance?
#
# There are two questions in this one.
#
# *First: would another division of the same words do as well?*
# Take the sixteen names of test 6, and make two groups of eight in every possible way, all 12,870 of them.
# $p$ is the share of ways that part them at least as far, the published way among them.


# %%
def associations(number):
    x, y, a, b = (found.vectors for found in four_sets(space, number))
    return association(x, a, b), association(y, a, b)


# %%
for number in testable(space):
    p = permutation_p(*associations(number), rng=rng)
    print(f"{number:>2} p = {p:.5f}", " ".join(weats()[number].sets[:2]).replace("_", " "))

# %% [markdown]
# $p$ is never 0, because the published division is one of all.
# It is one-sided: the test has said beforehand what it expects.
#
# *Second: would any words do as well?*
# Keep the words for career and family, and put other words in the place of the names:
# eight drawn at random, and for each of them another one that is about as frequent.
#
# **Predict 2.** How large does $d$ become for words drawn at random, eight against eight?
#
# <details><summary>(a) Between -0.1 and 0.1</summary>No. d measures a difference in standard deviations of the same few
# words. With sixteen words a difference of half a standard deviation comes easily.</details>
# <details><summary>(b) Nearly always between -1 and 1, and often beyond -0.5 or 0.5</summary>Yes. So a d of 0.5, which
# books call a medium effect, is nothing to speak of here. 1.89 is.</details>
# <details><summary>(c) As large as 1.9, now and then</summary>No. That is nearly the largest value there is; five
# hundred draws never come near.</details>

# %% tags=["nbval-ignore-output"]
predict(2, "abc")

# %%
from vecembed_lab.bias.association import weat
from vecembed_lab.bias.chance import as_frequent, null_p

career, family = few[2].vectors, few[3].vectors


# %%
def d_of_others():
    names = rng.permutation(len(frequent))[:8]
    return weat(frequent.vectors[names], frequent.vectors[as_frequent(names, len(frequent), rng=rng)], career, family)


# %%
from vecembed_lab.bias.figures import plot_against_chance

chance = [d_of_others() for _ in range(500)]
plot_against_chance(chance, {"names": weat_of(space, 6)}, index="effect size d", label="words drawn at random")
predicted(2)

# %% [markdown]
# Words drawn at random go beyond half a standard deviation in a good part of all draws, and never near the names.
# So compare an effect size with what other words give, not with a table of small, medium and large effects.
#
# *Is the test itself to be trusted?*
# Where nothing is to be found, it should raise the alarm in 5 of 100 cases at the level of .05, and no more.
# Where we plant something, it should find it.

# %%
from vecembed_lab.bias.chance import false_alarms


def p_of_others(planted):
    names = frequent.vectors[rng.permutation(len(frequent))[:16]].astype(float)
    names[:8] += planted * career.mean(axis=0)
    s = association(names, career, family)
    return permutation_p(s[:8], s[8:], rng=rng)


# %%
for planted in (0.0, 0.2, 0.5):
    print(f"planted {planted:.1f}: alarms in {false_alarms(lambda by=planted: p_of_others(by), 200):.0%} of 200 tests")

# %% [markdown]
# Without anything planted the alarms are as many as they should be; with much planted hardly one is missing.
#
# **Change this, expect that**
#
# - `rng.permutation(len(frequent))[:8]` -> `rng.permutation(len(frequent))[:30]`: the hill of chance becomes narrower.
# - `(0.0, 0.2, 0.5)` -> `(0.0, 0.1, 1.0)`: a little is missed most of the time.
#
# **Exercise:** [8.3 Could it be chance?](../exercises/08_bias/08_bias.ipynb#8.3-Could-it-be-chance?)
#
# ## A direction
#
# Instead of sets, Bolukbasi and others look for one direction.
# Take the ten pairs, such as *woman* and *man*; half of the difference says how far a word lies from the middle of its
# pair. The direction that explains most of these half-differences is called the gender direction.

# %%
from vecembed_lab.bias.lists import find_pairs
from vecembed_lab.bias.subspace import direction, explained

g = direction(*find_pairs(space))
print("share explained:", *explained(*find_pairs(space))[:4].round(2))

# %% [markdown]
# The first direction explains far more than the others.
# Is that special? Control: ten pairs of words drawn at random.

# %%
drawn = [frequent.vectors[rng.permutation(len(frequent))[:20]].astype(float) for _ in range(50)]
firsts = [explained(some[:10], some[10:])[0] for some in drawn]
print(f"random pairs: {np.mean(firsts):.2f} on average, {max(firsts):.2f} at most")

# %% [markdown]
# It is. Random pairs have no direction in common.
#
# Three traps lie here, and people have fallen into all of them.
#
# - PCA usually subtracts the mean first. Here the mean *is* what the pairs have in common: centred, it is gone.
# - PCA leaves the sign open. Whether women's words are positive is decided by us, not found.
# - A pair that stands the other way round, *he* and *she*, does not harm the direction, but it does harm a mean.

# %%
from vecembed_lab.bias.subspace import half_differences

halves = half_differences(*find_pairs(space))
centred = np.linalg.svd(halves - halves.mean(axis=0))[2][0]
print(f"cosine with the direction, once the half-differences are centred: {abs(centred @ g):.2f}")

# %% [markdown]
# What lies at the ends, among words that do not mean a gender?
# (A published list names 1,441 words that do, such as *aunt*. Those are right to differ.)

# %%
from vecembed_lab.bias.lists import gendered_words

gendered = gendered_words()
neutral_words = [word for word in frequent.words if word not in gendered]
neutral = frequent.vectors[frequent.rows(neutral_words)].astype(float)

# %%
order = np.argsort(neutral @ g)
print("women's end:", *[neutral_words[i] for i in order[:-13:-1]])
print("men's end:  ", *[neutral_words[i] for i in order[:12]])

# %% [markdown]
# Some of these words mean a gender all the same; no list is complete.
# Others show what the news reported on.
# Do not read such a list as a result: a list can be read off *any* direction, and will look like something.
#
# **Change this, expect that**
#
# - `abs(centred @ g)` -> `abs(halves.mean(axis=0) @ g) / np.linalg.norm(halves.mean(axis=0))`: the mean difference is
#   nearly the same direction, since no pair stands the other way round.
# - `order[:12]` -> `order[5000:5012]`: from the middle of the list; there is nothing to see.
#
# **Exercise:** [8.4 A direction](../exercises/08_bias/08_bias.ipynb#8.4-A-direction)
#
# ## Occupations
#
# A list of words can be read in many ways. A number from outside cannot.
# The Bureau of Labor Statistics of the United States counts who works as what.
# Do the vectors of occupations follow these counts?

# %%
from vecembed_lab.bias.lists import occupations

jobs = find(space, list(occupations()))
share = np.array([occupations()[word] for word in jobs.words])
print(len(jobs.words), "occupations; without a vector:", *jobs.missing)

# %%
from vecembed_lab.bias.figures import plot_occupations

plot_occupations(jobs.words, share, jobs.vectors @ g)

# %% [markdown]
# **Predict 3.** Now take a direction at random instead. Below which correlation (whatever its sign) do 95 of 100 random
# directions stay?
#
# <details><summary>(a) Below 0.1</summary>That would need some four hundred occupations. With 36 points, numbers that
# have nothing to do with each other correlate by more.</details>
# <details><summary>(b) Below 0.4, about</summary>Yes. With 36 points a correlation of 0.3 is nothing to speak of. And
# 0.7 is far beyond.</details>
# <details><summary>(c) Below 0.7, about</summary>No. Then the direction found above would be one of many. It is far
# beyond what chance gives.</details>

# %% tags=["nbval-ignore-output"]
predict(3, "abc")


# %%
def follows(direction):
    """How far occupations along a direction follow the counts, from 0 to 1."""
    return abs(np.corrcoef(jobs.vectors @ direction, share)[0, 1])


# %%
from vecembed_lab.bias.chance import pair_directions, random_directions

any_direction = random_directions(1000, len(g), rng=rng)
of_words = pair_directions(neutral[:5000], 1000, rng=rng)
both = {"any direction": any_direction, "from a word to another": of_words}

# %%
for name, drawn in both.items():
    chance = [follows(direction) for direction in drawn]
    print(f"{name}: 95 of 100 below {np.quantile(chance, 0.95):.2f}, p = {null_p(follows(g), chance):.3f}")
predicted(3)

# %% [markdown]
# Of a thousand directions none follows the counts as closely as the gender direction.
# (Someone who draws two hundred directions may read .35 in place of .40: this limit has an error, too.)
#
# What does it show? In the news of 2013, occupations kept company with women's or men's words much as they were divided
# in the United States.
# It does not say that the division is just, nor that the vectors made it.
# A system that uses them will repeat it as if it were meaning.
#
# Another index is *direct bias*: how far words lie along the direction, whichever way, as mean absolute cosine.
# For the same occupations:

# %%
from vecembed_lab.bias.subspace import direct_bias

found = direct_bias(jobs.vectors, g)
for name, drawn in both.items():
    chance = [direct_bias(jobs.vectors, direction) for direction in drawn]
    print(f"{found:.3f}; {name}: 95 of 100 below {np.quantile(chance, 0.95):.3f}, p = {null_p(found, chance):.3f}")

# %% [markdown]
# The same number is far beyond chance or hardly beyond it, depending on what it is compared with.
# Words crowd into few of the 300 dimensions, and a direction from a word to another lies among them.
# A direction drawn without looking does not, so its index is seldom large, and nearly anything looks rare beside it.
# The fair comparison is the harder one: directions between words.
# An index that has no comparison at all, "the direct bias is 0.095", says nothing.
#
# **Change this, expect that**
#
# - `share = np.array(` -> `share = rng.permutation(`: shuffled counts; the direction follows them no better than
#   others.
# - `neutral[:5000], 1000` -> `neutral[-5000:], 1000`: rare words; the limits hardly change.
#
# **Exercise:** [8.5 How rare is such a
# direction?](../exercises/08_bias/08_bias.ipynb#8.5-How-rare-is-such-a-direction?)
#
# ## Taking the direction out
#
# *Neutralise*: take out of each word that means no gender what lies along the direction, and make it length 1 again.
# *Equalise*: let the two words of a pair differ along the direction alone, as far to either side.

# %%
from vecembed_lab.bias.subspace import neutralise

after = neutralise(neutral, g)
print(f"largest projection before {np.abs(neutral @ g).max():.2f}, after {np.abs(after @ g).max():.6f}")

# %% [markdown]
# The projection is 0. It is 0 because we set it to 0: that would be so for every direction that is taken out.
# It shows that the code works, nothing else.
# The same holds for *nurse* and an equalised pair:

# %%
from vecembed_lab.bias.subspace import equalise

nurse = neutralise(space["nurse"].astype(float)[None], g)[0]
new_woman, new_man = equalise(space["woman"].astype(float), space["man"].astype(float), g)
print(f"cosine of nurse with woman {nurse @ new_woman:.3f}, with man {nurse @ new_man:.3f}")

# %% [markdown]
# What did it cost? See how far the cosines of 20,000 pairs of words keep their order,
# and, as a comparison, how far they do when a direction between two random words is taken out.

# %%
from vecembed_lab.similarity.measures import pair_cosines, spearman

pairs_of_words = rng.integers(len(neutral), size=(20_000, 2))
pairs_of_words = pairs_of_words[pairs_of_words[:, 0] != pairs_of_words[:, 1]]
before = pair_cosines(neutral, pairs_of_words)

# %%
for name, out in {"gender": g, "a random pair of words": of_words[0]}.items():
    kept = spearman(before, pair_cosines(neutralise(neutral, out), pairs_of_words))
    print(f"{name} taken out: cosines before and after correlate {kept:.3f}")

# %% [markdown]
# Next to nothing is lost.
#
# Analogies were shown as a proof of bias: *man is to doctor as woman is to nurse*.
# Remember from unit 1 that the usual rule forbids the words of the question as answers.
# So *doctor* could never have come out. Allow it:

# %%
from vecembed_lab.similarity.measures import analogy, nearest, normalize

question = frequent.rows(["man", "doctor", "woman"])
a, b, c = normalize(frequent.vectors[question].astype(float))
print("forbidden:", *[frequent.words[i] for i in analogy(frequent.vectors, *question, k=3)])
print("allowed:  ", *[frequent.words[i] for i in nearest(frequent.vectors, b - a + c, 3)])

# %% [markdown]
# An analogy whose rule excludes the plain answer is no evidence. Leave this one out of your slides.
#
# **Change this, expect that**
#
# - `of_words[0]}` -> `of_words[1]}`: another pair, and hardly another number.
# - `"doctor", "woman"]` -> `"teacher", "woman"]`: again the word itself comes first if it is allowed.
#
# **Exercises:** [8.6 Neutralise](../exercises/08_bias/08_bias.ipynb#8.6-Neutralise) and
# [8.7 Equalise](../exercises/08_bias/08_bias.ipynb#8.7-Equalise)
#
# ## Does it survive?
#
# In 2019 Gonen and Goldberg took the 500 words at each end, *she* and *he*, from which the direction had been taken
# out, and let k-means make two clusters without telling it anything.
# The clusters were nearly the two ends. Their title: *Lipstick on a Pig*.

# %%
from vecembed_lab.bias.extremes import cluster_survival
from vecembed_lab.bias.subspace import unit

step = unit(space["she"].astype(float) - space["he"])
print(f"cosine of she - he with the direction: {step @ g:.2f}")
print(f"clusters that agree with the ends: {cluster_survival(neutral, step, g):.2f}")

# %% [markdown]
# So gender has survived. Has it?
# Every test needs a control that must fail. Take two words at random, *river* and *highest*, say.
# Choose the 500 words at each end of the step from the one to the other.
# Take out a direction that is as close to this step as the gender direction is to *she* minus *he*.
# Then cluster.
#
# **Predict 4.** How many of the words do the clusters put at the right end, for random pairs of words?
#
# <details><summary>(a) About .50: the control fails, as it must</summary>That is what the conclusion above needs, and
# it is not what happens. Look at the table.</details>
# <details><summary>(b) About .70</summary>Some pairs give that little. The mean is higher.</details>
# <details><summary>(c) About as many as for she and he</summary>Yes. The ends of nearly any direction are clumps of
# words that are alike in many ways, and taking out one direction leaves the others.</details>

# %% tags=["nbval-ignore-output"]
predict(4, "abc")

# %%
from vecembed_lab.bias.chance import with_cosine

close = float(step @ g)
controls = [cluster_survival(neutral, one, with_cosine(one, close, rng=rng)) for one in of_words[:20]]
same = [cluster_survival(neutral, one, one) for one in of_words[:20]]

# %%
from vecembed_lab.lesson.intervals import spread

rows = {"she - he": [cluster_survival(neutral, step, g), cluster_survival(neutral, step, step)]}
rows["20 random pairs"] = [spread(controls), spread(same)]
table(dict.fromkeys(["a direction close to it is taken out", "the same direction is taken out"], ".2f"), rows)
predicted(4)

# %% [markdown]
# After the direction is taken out, clusters survive at the ends of random pairs of words as they do at those of she and
# he.
#
# Read this with care; it cuts both ways.
# It does not show that taking out the direction has worked.
# It shows that *this evidence* cannot tell: words that were chosen as the ends of a direction are alike in many ways,
# so they stay in clumps, whatever the direction was.
# The published number is right. What it was said to show does not follow from it.
#
# What would be specific? Something about gender that was not used to choose the words.
# The counts of occupations are that.
# Read the share of women in each occupation from the vectors of all *other* occupations, by a ridge regression,
# before and after.

# %%
from vecembed_lab.bias.probing import read_from_others

rows = {"as they are": [read_from_others(jobs.vectors, share)]}
rows["gender taken out"] = [read_from_others(neutralise(jobs.vectors, g), share)]
others = [read_from_others(neutralise(jobs.vectors, out), share) for out in of_words[:200]]
shuffled = [read_from_others(jobs.vectors, rng.permutation(share)) for _ in range(200)]

# %%
rows |= {"a random direction taken out": [spread(others)], "as they are, shuffled shares": [spread(shuffled)]}
table({"correlation with the counts": ".2f"}, rows)

# %% [markdown]
# Taking out the gender direction lowers what can be read about the counts; taking out a random direction does not.
# So the removal did something, and it was about gender.
# What is left lies close to the limit of what shuffled shares reach: it may be something, and with 36 occupations
# nobody can say how much.
# (Shuffled shares give less than 0 on average. Leave one occupation out, and the mean of the others leans to its other
# side. That trap comes back below.)
# That is a weaker sentence than "it is gone" and than "it is all still there". It is the one that the data carry.
#
# **Change this, expect that**
#
# - `with_cosine(one, close, rng=rng)` -> `any_direction[0]`: nothing that matters is taken out; clusters agree more.
# - `out in of_words[:200]]` -> `out in any_direction[:200]]`: taking those out changes nothing at all.
#
# **Exercise:** the written answer, [In your own words](../exercises/08_bias/08_bias.ipynb#In-your-own-words)
#
# ## All that a linear classifier can use
#
# One direction is not all. A *probe* is a classifier that is trained to read something from vectors.
# Let it read at which end of *she* and *he* a word was, on words that it has not seen.

# %%
from vecembed_lab.bias.extremes import both_ends
from vecembed_lab.bias.probing import control_task, folds, majority, probe

words, far = both_ends(neutral, step, 500)
fold = folds(len(words), rng=rng)
nonsense = control_task([str(i) for i in range(len(words))], far, rng=rng)

# %%
for name, vectors in {"as they are": words, "gender taken out": neutralise(words, g)}.items():
    read, memorised = probe(vectors, far, fold).mean(), probe(vectors, nonsense, fold).mean()
    print(f"{name}: read {read:.2f}, labels without meaning {memorised:.2f}, always the same {majority(far):.2f}")

# %% [markdown]
# An accuracy alone says nothing. Beside it stand the share of the larger class, and a *control task*:
# labels that were drawn at random, which can only be memorised.
#
# Two ways to take out all that a linear classifier uses:
#
# - **INLP** trains a classifier, takes out its direction, trains another one, and so on. All directions are taken out
#   at once, by one projection onto their nullspace.
# - **LEACE** makes the means of both classes equal by the smallest change that does it. Then *no* linear classifier
#   can do better than a constant, on the words it was fitted to.
#
# *On the words it was fitted to* matters. So half of the words find what to take out; the other half is attacked by
# probes.

# %%
from vecembed_lab.bias.erasure import Leace, inlp, nullspace

half = rng.permutation(len(words)) < len(words) // 2
found = inlp(words[half], far[half], 10)

# %%
ways = {"nothing": words, "the direction": neutralise(words, g)}
ways |= {f"INLP, {n}": words @ nullspace(found[:n]) for n in (1, 4, len(found))}
ways["LEACE"] = Leace(words[half], far[half])(words)


# %%
from vecembed_lab.lesson.intervals import resampled

pairs_of_words = rng.integers(len(words), size=(5000, 2))
pairs_of_words = pairs_of_words[pairs_of_words[:, 0] != pairs_of_words[:, 1]]


# %%
def attacked(vectors):
    """What a probe reads from words that were used and from others, and how far the cosines keep their order."""
    used, others = (probe(vectors[part], far[part], fold[part]) for part in (half, ~half))
    kept = spearman(pair_cosines(words, pairs_of_words), pair_cosines(vectors, pairs_of_words))
    return used.mean(), resampled(lambda rows: others[rows].mean(), len(others), rng=rng), kept


# %%
columns = dict.fromkeys(["read from the words used", "read from other words", "cosines keep their order"], ".2f")
table(columns, {name: attacked(vectors) for name, vectors in ways.items()})

# %% [markdown]
# Taking out the one direction changes little for a probe.
# INLP and LEACE take away much of what can be read from other words, and by far not all: they were fitted to 500 words,
# in 300 dimensions. (The challenge asks you to do better.)
# And on the words that were used, the probe is far *below* one half. Is that better still? No.
# The means of both classes are equal over all these words. Leave some out, and the mean of those that remain leans to
# the other side: the probe learns the opposite, and is wrong on purpose.
# An accuracy below the larger class says that the label was used to erase the very words on which it is tested.
#
# **Change this, expect that**
#
# - `inlp(words[half], far[half], 10)` -> `inlp(words[half], ~far[half], 10)`: the other label is the same label.
# - `both_ends(neutral, step, 500)` -> `both_ends(neutral, of_words[0], 500)`: the ends of a random pair of words; they
#   can be read as well.
#
# **Exercises:**
# [8.8 The nullspace of several directions](../exercises/08_bias/08_bias.ipynb#8.8-The-nullspace-of-several-directions),
# [8.9 Erase a label](../exercises/08_bias/08_bias.ipynb#8.9-Erase-a-label) and
# [the challenge](../exercises/08_bias/08_bias.ipynb#The-challenge:-take-it-out-of-words-that-you-do-not-know)
#
# ## A decision
#
# Now a system that decides. It sorts messages: those about sport go to readers of sport, the others do not.
# The messages were sent to twenty newsgroups in 1993. Each becomes the mean of its words' vectors;
# a logistic regression decides.

# %%
from vecembed_lab.bias.messages import TO_WOMEN, decide, load_messages, mean_vectors, speaks_of, swapped

messages = load_messages()
vectors = mean_vectors(space, messages.texts)
train = rng.permutation(len(vectors)) < len(vectors) // 2
print(f"{len(vectors):,} messages, {messages.wanted.sum():,} about {messages.about}")

# %% [markdown]
# Who is in these messages? We look at pronouns: does a message say *she* more often than *he*?

# %%
of_whom = speaks_of(messages.texts)
for who, name in {1: "of women", -1: "of men", 0: "of neither"}.items():
    print(f"{name:>10}: {(of_whom == who).sum():>5,}, of them {(messages.wanted & (of_whom == who)).sum():>3} wanted")

# %% [markdown]
# For one message that speaks of women there are almost nine that speak of men, and among those about sport it is about
# one in eighty.
#
# The decision is judged on the messages that were not used to train it.
# Of those that *are* about sport, which share is found, if they speak of women, and if they speak of men?
# The difference is the gap in opportunity. Nine people or five messages tell little, and its interval says so.

# %%
from vecembed_lab.bias.groups import true_positive_gap


def balanced(decided):
    """The mean of the shares put right among wanted and other messages that were not used to train."""
    right = decided == messages.wanted
    return float(np.mean([right[~train & (messages.wanted == kind)].mean() for kind in (True, False)]))


# %%
decided = decide(vectors, messages.wanted, train, vectors)
judged = ~train & (of_whom != 0)
gap = Interval(*true_positive_gap(messages.wanted[judged], decided[judged], of_whom[judged] == 1))
print(f"balanced accuracy {balanced(decided):.3f}")
print(f"gap in opportunity, women less men: {gap:.2f}")

# %% [markdown]
# The interval reaches from much worse to better. From these messages nobody can say whether there is a gap.
# "No significant difference" would be a misleading report; "we have too few messages that speak of women to know" is
# the right one.
#
# But one can ask in another way.
# Take each message that speaks of men, and write *she* for *he*, *her* for *him* and *his*, *herself* for *himself*.
# Nothing else changes. Should the decision?
#
# **Predict 5.** About 1,500 messages are judged, one fifth of them on sport. What happens to the decisions?
#
# <details><summary>(a) None changes: four words among hundreds carry no weight</summary>For most messages that is so.
# But
# some lie near the border, and there a few words suffice.</details>
# <details><summary>(b) Some change, in both directions</summary>That would be noise. Here nearly all go one
# way.</details>
# <details><summary>(c) Some change, and nearly all of them away from sport</summary>Yes. In these messages sport is
# about men, so he speaks for sport and she against it. A message on a player loses readers because the player is a
# woman.</details>

# %% tags=["nbval-ignore-output"]
predict(5, "abc")

# %%
of_men = ~train & (of_whom == -1)
as_women = [swapped(messages.texts[i], TO_WOMEN) for i in np.flatnonzero(of_men)]
her_vectors = mean_vectors(space, as_women)
her = decide(vectors, messages.wanted, train, her_vectors)
his = decided[of_men]

# %%
print(f"{len(his):,} messages: {(his & ~her).sum()} leave sport, {(her & ~his).sum()} come to it")
print(f"of those found with he, {(his & ~her).sum() / his.sum():.1%} are lost with she")
predicted(5)

# %% [markdown]
# This test needs no second group, and it is about cause: only the pronouns were changed.
# It has limits too: it knows two pronouns, and *her* for both *him* and *his* is the only grammar it has.
#
# Now take gender out of the vectors before the decision, and pay what it costs.
# First the one direction; then all ten directions that the half-differences of the pairs have.
# The control takes out ten directions between random words, and a hundred.


# %%
def price_of(directions):
    """The share of decisions that change with the pronoun, and the balanced accuracy, without these directions."""
    left = nullspace(directions)
    found = decide(vectors @ left, messages.wanted, train, np.vstack([vectors, her_vectors]) @ left)
    changed = found[: len(vectors)][of_men] != found[len(vectors) :]
    return float(changed.mean()), balanced(found[: len(vectors)])


# %%
from vecembed_lab.bias.figures import plot_trade_off

gender_directions = np.linalg.svd(halves, full_matrices=False)[2]
trade = {"directions of the pairs: 0, 1, 10": [price_of(gender_directions[:k]) for k in (0, 1, 10)]}
trade["random directions: 0, 10, 100"] = [price_of(of_words[:k]) for k in (0, 10, 100)]
plot_trade_off(trade)

# %% [markdown]
# Taking out the gender direction makes most of the changed decisions disappear, and the accuracy stays what it was.
# With all ten directions of the pairs hardly a decision changes any more, for a point of accuracy or less.
# Taking out random directions, even a hundred, leaves most of the changed decisions, or makes them more.
# Here fairness costs next to nothing, since pronouns say little about sport that other words do not say.
# It is not always so: the price has to be measured each time.
#
# **Change this, expect that**
#
# - `for k in (0, 1, 10)` -> `for k in (0, 1, 2)`: the second direction adds little to the first.
# - `of_men = ~train & (of_whom == -1)` -> `of_men = ~train & (of_whom == -1) & messages.wanted`: sport alone; more
#   change.
#
# **Exercise:** [8.10 A gap and its interval](../exercises/08_bias/08_bias.ipynb#8.10-A-gap-and-its-interval)
#
# ## What explains a decision
#
# The classifier is linear, and a message is the mean of its words' vectors.
# So its score is a mean over words, and each word's part can be read off exactly:

# %%
from vecembed_lab.bias.messages import trained

parts = frequent.vectors @ trained(vectors, messages.wanted, train).coef_[0]
for word in ["game", "team", "he", "she", "his", "her", "computer"]:
    if word in frequent:
        print(f"{word:>9} {parts[frequent.row(word)]:+.1f}")

# %% [markdown]
# *He* speaks for sport and *she* against it: this explains the decisions that changed.
# It is exact, and it has two limits.
#
# - It explains this classifier, not the texts. Words that come together share one cause, and the classifier may give it
#   to either of them.
# - It works because everything is linear. A dimension explains nothing, as unit 1 showed: turn the space, and every
#   coordinate of the weights changes while no decision does. A direction can be named, and then tested, as we did.
#
# ## A second kind of data
#
# WinoBias has sentences with two occupations and a pronoun, such as
# *The developer argued with the designer because she did not like the design.*
# Who is *she*? The sentence decides it, not the occupation.
# Half of the sentences go as the stereotype has it, and half against it.
# A poor resolver that only asks which occupation is closer to the pronoun:

# %%
from vecembed_lab.bias.winobias import load_winobias, resolved

flat = WordVectors(space.words, space.vectors.copy(), space.source)
known = flat.rows(jobs.words)
flat.vectors[known] = neutralise(flat.vectors[known].astype(float), g)


# %%
def right(which, sentences):
    known = [sentence for sentence in sentences if all(word in which for word in sentence)]
    answers = resolved(which, known)
    return resampled(lambda rows: answers[rows].mean(), len(answers), rng=rng)


# %%
if sentences := load_winobias(occupations()):
    rows = {kind: [right(space, some), right(flat, some)] for kind, some in sentences.items()}
    table(dict.fromkeys(["as they are", "occupations neutralised"], ".2f"), rows)

# %% [markdown]
# It is right far more often where the stereotype helps than where it misleads.
# With neutral occupations that gap becomes much smaller, and the resolver is shown to be what it is: near chance,
# since it never read the sentence.
# A system that is right for the wrong reason looks good on data that share its reason.
# That is why both halves of such data have to be reported, and never only their mean.
#
# ## Who is missing
#
# Tests 4 and 5 compare names that were common among white Americans with names common among black Americans.
# In how many of the 11,293 messages does each of them stand?

# %%
from collections import Counter

from vecembed_lab.bias.lists import lists

in_messages = Counter(word for text in messages.texts for word in set(text))

# %%
for name in ("european_american_names", "african_american_names"):
    counts = [in_messages[word.lower()] for word in lists()["weat"][name]]
    print(f"{name}: median {np.median(counts):.0f} messages, {counts.count(0)} of {len(counts)} names in none")
print(f"test 3: {[len(found.missing) for found in four_sets(space, 3)[:2]]} of 32 and 32 names have no vector")

# %% [markdown]
# The names of one group stand in many messages, most names of the other in none.
# A name that is rare has a vector that rests on few sentences, often on one story.
# So the measurement is least certain for those whom it should protect most.
# Groups that appear in no list, and people who belong to several groups at once, appear in no row of this lesson.
# *No bias found* and *nobody looked* read the same in a table. Write down which one it was.
#
# ## What these measurements cannot do
#
# - They find associations. Whether these do harm depends on the system and on the people.
# - WEAT with other words is another test. In the first table, 5 and 10 can give either sign.
# - A projection of 0 and a probe at chance speak of linear readers of this one label. Another classifier, or another
#   label,
#   is another question:

# %%
from sklearn.neighbors import KNeighborsClassifier

erased = ways["LEACE"]
neighbours = KNeighborsClassifier(10).fit(erased[~half][::2], far[~half][::2])
print(f"a probe that asks ten neighbours: {neighbours.score(erased[~half][1::2], far[~half][1::2]):.2f}")

# %% [markdown]
# That is what no linear eraser promises: the ten nearest words still tell.
#
# ## What was shown
#
# - WEAT's published values come out to two decimals, and the choice of words moves some of them from nothing to much.
# - Words drawn at random give effect sizes beyond 0.5; an index says something only beside chance.
# - Occupations follow the counts by r = .71, and 95 of 100 random directions stay below .40.
# - A projection of 0 is no evidence. Clusters that survive are no evidence either: random pairs of words have them too.
# - A specific test shows that the removal does something, and that the rest lies near chance.
# - INLP and LEACE hold for the words they saw; an accuracy below one half is a sign of a leak.
# - In a decision about messages the pronoun alone moved some of them, nearly all away from sport; taking the direction
#   out removed most of that at next to no cost.
# - The group gap could not be known: too few messages speak of women.

# %%
predicted(1, 2, 3, 4, 5)

# %% [markdown]
# ## Where to go on
#
# - The exercises of this unit: ten functions of your own, then the challenge.
# - Caliskan, Bryson and Narayanan (2017), [WEAT](https://arxiv.org/abs/1608.07187).
# - Bolukbasi and others (2016), [Man is to Computer Programmer as Woman is to
#   Homemaker?](https://arxiv.org/abs/1607.06520)
# - Gonen and Goldberg (2019), [Lipstick on a Pig](https://arxiv.org/abs/1903.03862).
# - Nissim, van Noord and van der Goot (2020), [Fair is Better than Sensational](https://arxiv.org/abs/1905.09866): what
#   analogies cannot show.
# - Ethayarajh, Duvenaud and Hirst (2019), [Understanding Undesirable Word Embedding
#   Associations](https://arxiv.org/abs/1908.06361).
# - Ravfogel and others (2020), [INLP](https://arxiv.org/abs/2004.07667); Belrose and others (2023),
#   [LEACE](https://arxiv.org/abs/2306.03819).
# - Hewitt and Liang (2019), [control tasks for probes](https://arxiv.org/abs/1909.03368).
# - Blodgett and others (2020), [Language (Technology) is Power](https://arxiv.org/abs/2005.14050): say whom it harms,
#   and how.
# - Zhao and others (2018), [WinoBias](https://arxiv.org/abs/1804.06876).
# - Tools: [Fairlearn](https://fairlearn.org)'s user guide on metrics by group, [WEFE](https://wefe.readthedocs.io).
# - People to ask: the ACM conference [FAccT](https://facctconference.org), the
#   [Fairlearn community](https://fairlearn.org/main/community/index.html) and the workshop on Gender Bias in NLP.
