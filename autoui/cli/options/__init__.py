"""The options of the commands: name, environment variable and help, once each."""
