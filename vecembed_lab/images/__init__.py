"""Unit 05. Images: one page of losses, what an augmentation makes invariant, verification of what was never seen."""
