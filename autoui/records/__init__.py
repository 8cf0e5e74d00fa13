"""What is kept on disk. Standard library only."""
