"""Unit 04. Recommendation: who may like what, learned from who liked what; and how to judge it honestly."""
