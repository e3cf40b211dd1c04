"""Unit 06. The sentences of the lesson that compare, each computed for other clips, voices, instruments or networks."""

from functools import cache, partial

import numpy as np

from vecembed_lab.audio import voices
from vecembed_lab.audio.encoder import embed, train, untrained
from vecembed_lab.audio.recognition import by_neighbours, standardised
from vecembed_lab.audio.recordings import RATE
from vecembed_lab.audio.samples import (
    HOP,
    WORD,
    by_instrument,
    by_voice,
    digits,
    judged,
    quarters,
    sheets,
    spectra,
)
from vecembed_lab.audio.spectra import decibels, frames, hann, log_mel, resample
from vecembed_lab.audio.verifying import (
    eer_of_numbers,
    enrolled,
    equally_loud,
    joined,
    least_cost,
    loudness,
    min_dcf,
)
from vecembed_lab.images.retrieval import nearest_label
from vecembed_lab.images.verification import between, eer_of, trials
from vecembed_lab.lesson.claims import claim
from vecembed_lab.similarity.measures import normalize

# A number, eight thousand times a second


@claim("Every second sample alone keeps the power of the hiss, at wrong frequencies; resampling takes most of it out.")
def resampling_takes_the_hiss_out(seed):
    rows = np.flatnonzero((digits().digits == 6) & (digits().speakers == "theo"))
    begins = [digits().clips[row][:600] for row in np.random.default_rng(seed).permutation(rows)[:20]]
    kept = [
        [np.mean(part**2) / np.mean(hiss**2) for part in (resample(hiss, RATE, RATE // 2), hiss[::2])]
        for hiss in begins
    ]
    filtered, left_out = np.median(kept, axis=0)
    return max(filtered + 0.5, 0.9), left_out


# Frames, and why they fade in and out


@claim("Cut out, the tone leaks into all frequencies; with a window it hardly does")
def windows_hold_the_leak(seed):
    tone = np.random.default_rng(seed).integers(20, 60) * RATE / 256 + RATE / 512  # halfway between two frequencies
    cut = frames(np.sin(2 * np.pi * tone * np.arange(RATE) / RATE), 256, 128)[0]
    far = [np.median(decibels(np.abs(np.fft.rfft(part)) ** 2, floor=-150.0)[80:]) for part in (cut * hann(256), cut)]
    return far[0] + 20, far[1]


# One vector, however long the sound


@claim(
    "The trained network finds the same instrument far more often than any of the others, from other recordings too.",
    slow=True,
)
def training_finds_instruments(seed):
    ways = by_instrument(seed)
    others = [ways[way] for way in ways if way != "trained"]
    return 1.4, min(mine / max(their) for mine, their in zip(ways["trained"], zip(*others, strict=True), strict=True))


@claim("But when only other recordings may be found, it loses more than a tenth of its score.", slow=True)
def a_part_is_the_recording(seed):
    anyhow, elsewhere = by_instrument(seed)["trained"]
    return elsewhere / anyhow, 0.9


# The same digits, another voice


def share_right(held, drawn):
    """Of the clips held out, the share whose nearest other clip says the same digit; of all, those are used that were
    drawn.
    """
    vectors, said = standardised(quarters(spectra()), ~held), digits().digits
    known, asked = ~held & drawn, held & drawn
    return (by_neighbours(vectors[known], said[known], vectors[asked], 1) == said[asked]).mean()


@cache
def known_and_new(seed):
    """That share for a tenth of all clips, and for each voice, with nine tenths of the clips."""
    rng, speakers = np.random.default_rng(seed), digits().speakers
    drawn = rng.random(len(speakers)) < 0.9
    known = share_right(rng.random(len(speakers)) < 0.1, drawn)
    return known, [share_right(speakers == name, drawn) for name in np.unique(speakers)]


@claim("For a voice that is known the nearest neighbour is nearly always right; for a new voice it is far less often.")
def new_voices_are_harder(seed):
    known, new = known_and_new(seed)
    return max(new), known - 0.1


@claim("Between a third and four fifths, depending on whose voice it is</summary>Yes.")
def new_voices_differ(seed):
    _, new = known_and_new(seed)
    return max(0.33 - min(new), max(new) - 0.82), 0


@claim("The trained network has a smaller equal error rate than both baselines for each of the six voices.", slow=True)
def training_helps_each_voice(seed):
    found = by_voice(seed).values()
    return 0, min(min(ways["quarters"][2], ways["whole"][2]) - ways["trained"][2] for ways in found)


@claim("By prototypes it is better than both in the mean over the voices", slow=True)
def training_helps_prototypes(seed):
    right = {
        way: np.mean([ways[way][0] for ways in by_voice(seed).values()]) for way in ("quarters", "whole", "trained")
    }
    return max(right["quarters"], right["whole"]), right["trained"]


@claim("In the mean over the voices it stays below the .95 of a known voice.", slow=True)
def new_voices_stay_harder(seed):
    found = [ways["trained"][:2] for ways in by_voice(seed).values()]
    return max(np.mean(found, axis=0)), 0.95


@claim("Neither control comes near.", slow=True)
def controls_fail(seed):
    given, sheet = digits(), sheets(spectra(), WORD)
    held = given.speakers == "theo"
    known, said = sheet[~held], given.digits[~held]
    shuffled = np.random.default_rng(seed).permutation(said)
    nets = (train(known, said, seed=seed), untrained(known, seed=seed), train(known, shuffled, seed=seed))
    mine, *controls = [judged(embed(net, sheet), given.digits, held) for net in nets]
    return max(control[0] for control in controls) + 0.1, mine[0]


# Whose voice is it?


@cache
def heard_as(seed):
    """Vectors of 20 clips of each speaker, fed in several ways, and their speakers; loudness is one number each."""
    rng, given = np.random.default_rng(seed), digits()
    names = np.unique(given.speakers)
    few = given.some(np.concatenate([rng.permutation(np.flatnonzero(given.speakers == name))[:20] for name in names]))
    clips, network = [resample(clip, RATE, voices.RATE) for clip in few.clips], voices.load_published()
    longer, whose = joined(clips, few.speakers, 5)
    right = voices.embed_voices(network, clips)
    return few.speakers, {
        "right": right,
        "passed off": voices.embed_voices(network, few.clips),
        "other scale": voices.embed_voices(network, clips, scale="htk"),
        "not divided": voices.embed_voices(network, clips, equal_area=False),
        "equally loud": voices.embed_voices(network, [equally_loud(clip) for clip in clips]),
        "untrained": voices.embed_voices(voices.VoiceEncoder(seed=seed).eval(), clips),
        "mean": np.stack([spectrum.mean(axis=0) for spectrum in map(spectrum_of, few.clips)]),
        "loudness": np.array([loudness(clip) for clip in few.clips]),
        "joined": (voices.embed_voices(network, longer), whose),
        "averaged": enrolled(right, few.speakers, 5),
    }


def spectrum_of(clip):
    """The log-mel spectrum of a clip."""
    return log_mel(clip, RATE, hop=HOP)


@claim("Passed off as 16,000, the same network makes many more errors.")
def wrong_feeding_costs(seed):
    speakers, ways = heard_as(seed)
    return 1.25 * eer_of(ways["right"], speakers), eer_of(ways["passed off"], speakers)


@claim("It also makes more if the bands are not divided by their width; the other scale alone costs little.")
def the_width_costs_more_than_the_scale(seed):
    speakers, ways = heard_as(seed)
    right, scale, not_divided = (eer_of(ways[way], speakers) for way in ("right", "other scale", "not divided"))
    return max(scale - right, 0), 0.5 * (not_divided - right)


@claim("The nearest clip is of the same speaker in more than four of five cases, even for the mean log-mel")
def nearest_clips_flatter(seed):
    speakers, ways = heard_as(seed)
    return 0.8, min(nearest_label(ways[way], speakers).mean() for way in ("right", "mean"))


@claim("Loudness alone does better than chance by far")
def loudness_is_a_shortcut(seed):
    speakers, ways = heard_as(seed)
    return eer_of_numbers(ways["loudness"], speakers), 0.4


@claim("with all clips equally loud it makes more errors")
def loudness_helps_the_network(seed):
    speakers, ways = heard_as(seed)
    return eer_of(ways["right"], speakers), eer_of(ways["equally loud"], speakers)


@claim("All of them, and nothing was learned")
def self_pairs_are_always_right(seed):
    speakers, ways = heard_as(seed)
    vectors = normalize(ways["untrained"].astype(float))
    return 1 - 1e-9, (speakers[(vectors @ vectors.T).argmax(axis=1)] == speakers).mean()


@claim("Both lower the error by far: a voice needs time to show itself.")
def longer_is_better(seed):
    speakers, ways = heard_as(seed)
    longer = [eer_of(*ways[way]) for way in ("joined", "averaged")]
    return max(longer), 0.75 * eer_of(ways["right"], speakers)


# What an error costs


@claim("clips so short are hardly worth listening to, even for the trained network")
def short_clips_are_worth_little(seed):
    speakers, ways = heard_as(seed)
    found = trials(ways["right"], speakers)
    return 0.85, min_dcf(found.scores, found.same, prior=0.05)


@claim("The limits reach far down")
def the_limits_reach_further_down_than_up(seed):
    speakers, ways = heard_as(seed)
    pairs = trials(ways["right"], speakers)
    cost, low, high = between(pairs, speakers, partial(least_cost, prior=0.05), rng=np.random.default_rng(seed))
    return high - cost, cost - low
