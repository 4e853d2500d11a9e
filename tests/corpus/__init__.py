"""A corpus of open data files whose every defect is known to the cell: it judges the rules of the score.

A *template* (`templates.yml`) is a clean table of a kind that departments publish. A *defect* (`defects/`) damages it as
it is damaged in the world, and keeps what it did as truth: rule, cells, rows or columns, and the clean values. A
*container* (`containers/`) writes the table into a format and knows where each cell ended up. The *judge* compares the
report of the checker with the truth. Nothing here knows how a rule works: the truth comes from the meaning of the rules
only, so whoever changes a rule does not change this package with it, and the other way round.

    python -m tests.corpus                             # all rules: precision and recall
    python -m tests.corpus --rule V06 --files 60       # one rule, more files, its disagreements
    python -m tests.corpus --rule V06 --seed 7 --keep DIR    # keeps the files in DIR, each with its truth as JSON
    python -m tests.corpus --rule tables               # how well tables are understood: rows, names, units, types
    python -m tests.corpus --clean                     # clean files of every template and format
"""
