"""Chinese technical prose to tokens: normalising, segmenting, stop words, term spotting."""
