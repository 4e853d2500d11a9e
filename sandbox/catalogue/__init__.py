"""Catalogues: what a portal lists, generated from a seed (`generated`) or read from real records (`real`)."""
