"""What annotations mean, in running code, in stubs and in overloads."""
