"""What the templates are given: one struct a kind of page, named after its template.

``plan/`` fills them from the archive and its indexes; ``render.py`` hands them to the template as ``view``. Text in
them is plain text (templates escape it); addresses are site addresses (templates make them relative with ``href``).
"""
