"""What is named on a command line: modules, files, functions, applications and programs."""
