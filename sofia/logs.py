"""What must never stand in a log line is taken out of it here."""

import logging
import re

_LINK = re.compile(r"(/entrar/)[^/\s\"']+")


class HideLinks(logging.Filter):
    """Blot out the secret part of one-time sign-in links, wherever Django quotes a path."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/entrar/" in message:
            record.msg, record.args = _LINK.sub(r"\1…", message), ()
        return True
