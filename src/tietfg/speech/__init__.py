"""Speech: text to a waveform with timed words and phones."""
