"""Text normalisation: written words of English as they are spoken, one subject a file."""
