"""Unit 06. Sounds: from samples to spectra and vectors, and whose voice it is."""
