"""What all property tests have in common."""

from hypothesis import settings

# How long an example takes says more of the machine than of the code. A test asks the same examples until it changes, so
# that a run that passed passes again; `--hypothesis-profile=explore` asks others.
settings.register_profile("explore", deadline=None)
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")
