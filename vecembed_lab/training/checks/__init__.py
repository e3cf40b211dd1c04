"""Unit 03. What a right answer to each exercise does, and the wrong answers people really give.

The unit's own module brings in torch, which takes a second; nothing here needs it but the oracle of one gradient.
"""

from vecembed_lab.grading.check import checker, exercises_in

EXERCISES = exercises_in(__name__)
check = checker(EXERCISES)
