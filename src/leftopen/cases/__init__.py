"""What happens next with what was found: asking again, and saying whether it is shut."""
