"""One module a rule: documentation, texts, examples and the check. Found by walking this package."""
