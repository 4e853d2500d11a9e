"""Dialects of platforms that have several: a module each, chosen by the platform from `options.dialect`."""
