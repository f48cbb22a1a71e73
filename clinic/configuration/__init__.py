"""What the environment says, judged before the site starts, and what system checks hold it to."""
