"""Unit 08. Bias in embeddings: measured against chance, traced to decisions, and taken out as far as that goes."""
