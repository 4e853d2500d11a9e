"""One module a platform: its wire format as the project's notes on platforms give it, and nothing of any parser."""
