"""What small documents come to, to be reviewed as output."""
