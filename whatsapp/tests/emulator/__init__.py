"""A WhatsApp-Web server on loopback, for the real client library: what a test may know of the wire without the internet.

`running.Emulator` starts it and drives it from a test; `python -m whatsapp.tests.emulator FOLDER` runs it by hand. The
client must trust it, which no released client does: `library` makes a private copy of one that does. It cannot show
that WhatsApp accepts us, nor bans, passkeys, expiring versions and the history of a phone.
"""
