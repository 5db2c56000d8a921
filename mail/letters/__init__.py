"""Letters: what a notice looks like as e-mail, in plain text and in HTML."""
