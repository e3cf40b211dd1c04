"""Unit 07. Search: the nearest of many vectors, exactly, nearly and fast, and whether they are what was asked for."""
