"""The data of the course: fetched once, checked by hash, read by loaders that several units share."""
