"""Unit 03. Training made fast, on one core, on many, and on a GPU."""
