"""Data of the kinds that components take and give: pictures, sounds, tables, files, plain trees."""
