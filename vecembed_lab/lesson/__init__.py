"""What lessons show: tables, figures with alternative text, the package's own code."""
