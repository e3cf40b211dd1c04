"""Unit 02. Vectors of words: counted, learned, made of pieces, turned onto each other."""
