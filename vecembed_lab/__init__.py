"""vecembed-lab: a course on vector embeddings, and the reference implementations it is graded against."""
