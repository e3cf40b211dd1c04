"""vecembed-lab: a course on vector embeddings, and the reference implementations it is graded against."""


class CourseError(Exception):
    """Something that cannot be done; the message, for whoever typed the command, says why and what to do."""
