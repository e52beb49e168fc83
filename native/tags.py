"""The HTML elements that the compiled functions and their plain twins tell apart."""

BLOCKS = """
address article aside blockquote br caption center col colgroup dd details dialog dir div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search section
source summary table tbody td tfoot th thead tr track ul
"""

# Next to these whitespace is never shown. `picture`, `button` and `img` stand in a line of text, so they are not here.
BLOCK_TAGS = frozenset(BLOCKS.split())

# Their content is text up to their end tag, whatever it looks like.
RAW_TAGS = frozenset({"iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"})

# Emphasis and the like, which a description may have within its paragraphs.
INLINE_TAGS = frozenset({"b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "code"})
