"""Pages of the platforms that answer in HTML: text in, text out."""
