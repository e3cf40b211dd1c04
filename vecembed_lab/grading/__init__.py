"""The engine that runs checks: the same criteria in the learner's notebook and in the grader."""
