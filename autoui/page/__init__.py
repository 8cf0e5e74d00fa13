"""What is shown: endpoints, layout, examples, themes, and the document that tells it all.

Begin with ``build``. It takes what a target names (``interface``, ``blocks``), has an ``endpoint``
made of each function (``making``, ``inputs``, ``outputs``), and all of it put into the ``document``
(``pages``).
"""
