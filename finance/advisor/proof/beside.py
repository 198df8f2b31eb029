"""What stands right before or right after a figure, and says what kind of figure must stand there."""

from __future__ import annotations

import re

from finance.advisor.proof.words import DOWN, UP

VERB = 24  # characters before a figure in which its verb stands
WENT = re.compile(
    r"(?<!\w)(?:gastaste|gastado|gastaron|ganaste|ganado|ingresaron|spent|earned|gastou|ganhou)\s+(?:en total\s+)?[*_]*$"
)
MOVED = re.compile(rf"(?:{UP.pattern}|{DOWN.pattern})\s+[*_]*$")
MORE_THAN = re.compile(
    r"[*_]*\s*(?:de\s+|a\s+)?(?:mas|menos|mais|more|less|fewer)\s+(?:que|than|do que|respecto|frente|comparad\w+)(?!\w)"
)
OF_YOURS = re.compile(
    r"[*_]*\s*(?:de|of|dos|das|do|da)\s+(?:tus?|sus?|seus?|suas?|your|what|lo que|o que|tudo|todo|todos)(?!\w)"
)
OF_SPENDING = re.compile(
    r"[*_]*\s*(?:de|of|dos|das)\s+(?:tus\s+|your\s+|seus\s+|suas\s+)?(?:gastos|spending|expenses|despesas)"
)
COVERS = re.compile(
    r"(?<!\w)(?:cubr\w+|alcanza\w*|dura\w*|equivale\w* a|cover\w*|lasts?|worth|cobr\w+|da para|dao para)\s+(?:\w+\s+)?[*_]*$"
)
STANDS_AT = re.compile(r"(?<!\w)(?:esta|estan|anda|is|are|ficou|fica)\s+(?:en|in|em|at)\s+[*_]*$")
ARTICLE = re.compile(r"(?<!\w)(?:el|un|the|a|an|o|um)\s+[*_]*$")
THAT_IS = re.compile(
    r"(?<!\w)(?:o sea|es decir|that is|ou seja|i\.e\.|esto es)[,:]?\s+(?:de\s+)?(?:un\s+|um\s+)?[*_]*$"
)
WHILE = re.compile(
    r"(?<!\w)(?:en|in|em|dentro de|durante|during|within|for|por|hasta|until|para|desde|since|from|cada)\s+"
    r"(?:unos\s+|about\s+|solo\s+|only\s+)?[*_]*$"
)
OF_ALL = re.compile(
    r"[*_]*\s*(?:de|of|do|da|dos|das)\s+(?:(?:tus|tu|los|lo que|lo|your|the|what you|seus|sua|o que voce)\s+)?"
)
