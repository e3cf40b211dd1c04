"""One learner on one machine: copies of the notebooks, progress, and what the machine lacks."""
