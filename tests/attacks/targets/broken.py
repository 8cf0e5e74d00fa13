"""A module that cannot be imported."""

PASSWORD = "hunter2-hunter2"
raise RuntimeError("inside the module")
