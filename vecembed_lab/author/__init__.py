"""What authors use: notebooks from text, made-up submissions, the tour, the grading bench."""
