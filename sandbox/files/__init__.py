"""The files of generated datasets: one table, written as a recipe says, with exactly the defects that the recipe names.

`truth` tells what a file is and which rules of the score should speak; nothing outside the tests reads it.
"""

from sandbox.files.build import build
from sandbox.files.truth import truth

__all__ = ["build", "truth"]
