"""One module a repair: what it mends, how, and examples before and after. Found by walking this package."""
