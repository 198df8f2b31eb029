"""What a call may cost at most, before it is made. What it did cost is metered by the provider."""

from __future__ import annotations

from typing import NamedTuple

from finance.language_model.exchange import Request

SEARCH = 2_500  # micro-USD for one search of the web
SHORTEST_TOKEN = 3  # letters: Spanish has four and more a token, figures fewer
OVERHEAD = 200  # tokens of the provider's own around a request
READ_ON_THE_WEB = 4_000  # tokens that the pages found add, about


class Price(NamedTuple):
    """Micro-USD for a million tokens in and out."""

    input: int
    output: int


# As published on 2026-10-07. A model that is not here is taken for a dear one, so that a budget errs on the safe side.
_PRICES = {
    "perplexity/sonar": Price(250_000, 2_500_000),
    "openai/gpt-6-luna": Price(100_000, 500_000),
    "anthropic/claude-haiku-5-5": Price(100_000, 500_000),
    "perplexity/glm-5.3-flash": Price(150_000, 500_000),
}
_DEAR = Price(3_000_000, 15_000_000)


def estimate(request: Request, model: str) -> int:
    """The micro-USD to reserve for REQUEST: all the tokens it may have, and one search if it may search."""
    price = _PRICES.get(model, _DEAR)
    letters = len(request.instructions) + sum(len(said.text) for said in request.messages)
    if request.schema:
        letters += len(str(request.schema.schema))
    tokens = letters // SHORTEST_TOKEN + OVERHEAD + (READ_ON_THE_WEB if request.web else 0)
    spent = tokens * price.input + request.max_output_tokens * price.output
    return -(-spent // 1_000_000) + (SEARCH if request.web else 0)
