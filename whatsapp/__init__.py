"""The phone line: the linked session, and the official API beside it."""
