"""What documentation says: of parameters, types, results and examples."""
