"""How tables are rewritten: what a repair may do to a draft, the pass that writes it, the guard that compares.

The repairs themselves are the modules of `scoring/repairs/`; the entry for people and programs is `scoring/repair.py`.
"""
