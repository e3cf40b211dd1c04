"""Unit 11. A service in production: documents go in safely, searches come out, models change underneath."""
