"""How a result is shown that nobody chose a component for."""
