"""Performance and fault harnesses: `make bench`, `make torture`. Everything stays on this machine and stops by itself."""
