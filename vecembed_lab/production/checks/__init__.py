"""Unit 11. What a right answer to each exercise does, and the wrong answers people really give."""

from vecembed_lab.grading.check import checker, exercises_in

EXERCISES = exercises_in(__name__)
check = checker(EXERCISES)
