"""Talk to a running autoui: its functions by name, runs as jobs, files both ways."""
