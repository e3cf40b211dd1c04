"""Right answers in other styles than the reference: every one must earn full points on every seed."""
