"""A report in the words of others: one module a vocabulary, each a pure function of the stored report."""
