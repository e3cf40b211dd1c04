"""Unit 10. Context: attention, encoders, domains, and vectors of fewer bytes."""
