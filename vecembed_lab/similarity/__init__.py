"""Unit 01. Basics: measuring similarity, and looking at many dimensions."""
