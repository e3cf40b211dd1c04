"""What lies where in the course, notebooks as plain data, and files written whole or not at all."""
