"""Unit 09. Overfitting: what a number on held-out data hides, eight ways to fool oneself, and tests that convict."""
