"""Networks of others, written anew so that their published weights load (extra `evaluate`)."""
