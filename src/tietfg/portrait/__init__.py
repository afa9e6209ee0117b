"""Portrait: the reference picture, its landmarks and framing."""
