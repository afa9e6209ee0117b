"""What probes do: from a case to figures."""
