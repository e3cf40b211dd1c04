"""Unit 02. What a right answer to each exercise does, and the wrong answers people really give.

The package's word2vec and subword bring in torch, which takes a second: they are imported where they are used.
"""

from vecembed_lab.grading.check import checker, exercises_in

EXERCISES = exercises_in(__name__)
check = checker(EXERCISES)
