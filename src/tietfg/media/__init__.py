"""Media: pictures, video and audio files, captions."""
