"""A graded class: gradebook, reports, exports, look-alikes, and grading on a cluster."""
