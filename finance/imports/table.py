"""A table of cells, whatever file it came from, becomes a statement: which column is what, told by its name or by what is in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from finance.imports import day_order
from finance.imports.statement import BadRow, NotAStatement, Row, Statement
from finance.imports.written import amount, one_line

Cells = Sequence[str]
Table = Sequence[tuple[int, Cells]]  # the line of the file, and its cells

_LOOKED_AT = 60  # rows in which a header is looked for
_NAMES: Mapping[str, str] = {
    "on": r"fecha(?: de)?(?: la)?(?: operacion| transaccion| movimiento| proceso| contable| oper\.?)?|f\. ?oper\w*|dia|data(?: lancamento| mov\.?| movimento)?|date|"
          r"transaction date|booking date|posted date|posting date|trans(?:\.|action)? date|buchungstag|date d.operation",
    "value_on": r"fecha(?: de)? valor|f\. ?valor|data(?: de)? valor|value date|valuta|date de valeur",
    "words": r"descripcion(?: de la operacion| \d)?|concepto|detalle|movimiento|glosa|referencia ?/ ?concepto|operacion|comercio|establecimiento|beneficiario|"
             r"descricao|historico|lancamento|titulo|memo|description(?: \d)?|desc|details?|narrative|payee|label|libelle|reason|name|partner name|nombre",
    "amount": r"(?:importe|monto|valor|cantidad|amount|betrag|montant|quantia|total|neto|net)(?: \(?[a-z$/.]{1,4}\)?)?(?: \(?(?:soles|pesos)\)?)?|importe eur|valor \(r\$\)|monto s/",
    "went": r"cargos?(?: \(?[a-z$/.]{1,4}\)?)?|debitos?|debe|retiros?|egresos?|salidas?|withdrawals?|debits?|debit amount|paid out|money out|saidas?|soll",
    "came": r"abonos?(?: \(?[a-z$/.]{1,4}\)?)?|creditos?|haber|depositos?|ingresos?|entradas?|deposits?|credits?|credit amount|paid in|money in|haben",
    "balance": r"saldo(?: \w+)?|balance|running ?balance|solde|saldo \(?[a-z$/.]{1,4}\)?",
    "currency": r"moneda|divisa|moeda|currency|monn\.?|ccy|waehrung",
    "kind": r"tipo(?: de movimiento| de operacion| de transaccion)?|transaction type|type|debit/credit|d/c|d/h|signo|c/d|natureza|debito/credito",
    "id": r"referencia|nro\.? ?(?:de )?operacion|numero de operacion|n\w* de (?:transaccion|transaction|operacion)|id(?:\. de transaccion)?|reference(?: number)?|transaction id|"
          r"folio|documento|nro\.? documento|identificador|autorizacion",
}  # fmt: skip
_ROLES = {role: re.compile(f"(?:{names})") for role, names in _NAMES.items()}
_WENT = re.compile(r"(?:debit|debito|cargo|d|dr|db|retiro|egreso|salida|withdrawal|pago|compra|saida|debe)\b.*|-")
_CAME = re.compile(r"(?:credit|credito|abono|c|cr|h|haber|deposito|ingreso|entrada|deposit)\b.*|\+")
_MONTHS = {
    name[:3]: number
    for names in (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_NAMED_DAY = re.compile(r"(?:(\d{1,2})[\s./-]*(?:de )?([a-z]{3,})|([a-z]{3,})\.? (\d{1,2}))[\s.,/-]*(?:de )?(\d{2,4})?")
_BARE_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})")
_SIGNS = re.compile(
    r"^(?:[-+(]?\s*)(?:s/\.?|us\$|r\$|mx\$|[$€£]|[a-z]{3})\s*(?=[-(]?[\d.,])|(?<=\d)\s*(?:[$€£]|[a-z]{3})$",
    re.IGNORECASE,
)
_CHARGES = re.compile(
    r"no facturad|tipo de tarjeta|cupo (?:utilizado|disponible)|compras del periodo|fatura|credit card"
)
_CODES = re.compile(r"(?<![A-Z])(?:PEN|MXN|COP|ARS|CLP|BRL|UYU|PYG|BOB|CRC|GTQ|HNL|NIO|DOP|VES|USD|EUR)(?![A-Z])")
_CARRIED = re.compile(r"saldo (?:anterior|inicial|final)|(?:previous|opening|closing) balance$|totales?$")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is what: roles of `_NAMES` to places. FIRST is the place of the first row that is data."""

    columns: Mapping[str, int]
    first: int
    words: tuple[int, ...] = ()  # every column of words


def read(table: Table, *, format_: str, today: date, prefer: str = "dmy", layout: Layout | None = None) -> Statement:
    """The statement of a TABLE; NotAStatement where no day and no amount can be told apart.

    Days without a year are the last such day up to TODAY. A LAYOUT tells what could not be guessed.
    """
    known = layout or layout_of(table, today)
    if known is None:
        raise NotAStatement
    body = [(line, cells) for line, cells in table[known.first :] if any(cell.strip() for cell in cells)]
    order = day_order.order_of([_cell(cells, known.columns.get("on")) for _line, cells in body], prefer=prefer)
    decimal = _decimal_of(body, known)
    rows: list[Row] = []
    bad: list[BadRow] = []
    for line, cells in body:
        found = _row(line, cells, known, lambda text: day_of(text, order, today), decimal)
        if isinstance(found, Row):
            rows.append(found)
        elif found is not None:
            bad.append(found)
    if not rows:
        raise NotAStatement
    if _lists_charges(table[: known.first]) and all(row.amount >= 0 for row in rows):
        rows = [replace(row, amount=-row.amount) for row in rows]
    return _statement(rows, bad, format_, table[: known.first])


def _lists_charges(preamble: Table) -> bool:
    """Whether what stands above says that the amounts are what a card was charged."""
    return any(_CHARGES.search(_folded(cell)) for _line, cells in preamble for cell in cells)


def layout_of(table: Table, today: date) -> Layout | None:
    """What the columns are, by the names above them, else by what is in them."""
    for place, (_line, cells) in enumerate(table[:_LOOKED_AT]):
        columns, words = _named(cells)
        if "on" in columns and ("amount" in columns or "went" in columns or "came" in columns):
            return Layout(_under(columns, cells, [row for _at, row in table[place + 1 : place + 21]]), place + 1, words)
    return _by_content(table, today)


def _under(columns: dict[str, int], names: Cells, rows: Sequence[Cells]) -> dict[str, int]:
    """The columns, each moved to where its amounts really are: a name may span several, and they stand in the last."""
    moved = dict(columns)
    for role in ("amount", "went", "came", "balance"):
        at = columns.get(role)
        if at is None or _most(rows, at, reads=_is_amount):
            continue
        spanned = range(at + 1, next((to for to in range(at + 1, len(names)) if names[to].strip()), len(names)))
        moved[role] = next((to for to in reversed(spanned) if _most(rows, to, reads=_is_amount)), at)
    return moved


def _is_amount(text: str) -> bool:
    return amount(_bare(text)) is not None


def day_of(text: str, order: str, today: date) -> date | None:
    """The day TEXT is; of one without a year, the last such day up to TODAY."""
    said = _folded(text).split("t")[0] if re.match(r"\d{4}-\d\d-\d\dt", _folded(text)) else _folded(text)
    if (read_so := day_order.read(said, order)) is not None:
        return read_so
    if (named := _NAMED_DAY.match(said)) is not None:
        month = _MONTHS.get((named[2] or named[3])[:3])
        return _placed(int(named[1] or named[4]), month, named[5], today) if month else None
    if (bare := _BARE_DAY.fullmatch(said)) is not None:
        one, two = int(bare[1]), int(bare[2])
        month_first = order == "mdy" or (two > 12 >= one)
        return _placed(two if month_first else one, one if month_first else two, None, today)
    return None


def _placed(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if int(year) < 100 else 0), month, day)
        this = date(today.year, month, day)
        return this if this <= today + timedelta(days=7) else date(today.year - 1, month, day)
    except ValueError:
        return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split()).strip(" :*\"'")


def _named(cells: Cells) -> tuple[dict[str, int], tuple[int, ...]]:
    """The roles that the names in a row have; of two columns of one role the first. And all columns of words."""
    columns: dict[str, int] = {}
    words: list[int] = []
    for place, cell in enumerate(cells):
        name = _folded(cell)
        for role, pattern in _ROLES.items():
            if name and pattern.fullmatch(name):
                if role == "words":
                    words.append(place)
                columns.setdefault(role, place)
                break
    if "on" not in columns and "value_on" in columns:
        columns["on"] = columns["value_on"]
    return columns, tuple(words)


def _by_content(table: Table, today: date) -> Layout | None:
    """Without names: from the first row at which the columns tell by themselves what they are."""
    for first in range(min(len(table), _LOOKED_AT)):
        found = _told_by(first, [cells for _line, cells in table[first : first + 20]], today)
        if found is not None:
            return found
    return None


def _told_by(first: int, rows: Sequence[Cells], today: date) -> Layout | None:
    """The first column of days, the first of amounts, that of "débito" and "crédito", the longest of words."""

    def is_day(text: str) -> bool:
        return any(day_of(text, order, today) is not None for order in ("dmy", "mdy"))

    def is_kind(text: str) -> bool:
        return bool(_WENT.fullmatch(_folded(text)) or _CAME.fullmatch(_folded(text)))

    places = range(max((len(cells) for cells in rows), default=0))
    on = next((at for at in places if _most(rows, at, reads=is_day)), None)
    money = next((at for at in places if at != on and _most(rows, at, reads=_is_amount)), None)
    if on is None or money is None or not is_day(_cell(rows[0], on)):
        return None
    rest = [at for at in places if at not in (on, money)]
    kind = next((at for at in rest if _most(rows, at, reads=is_kind)), None)
    filled = {at: sum(len(_cell(cells, at)) for cells in rows) for at in rest if at != kind}
    words = max(filled, key=lambda at: filled[at], default=None)
    columns = {"on": on, "amount": money}
    columns |= {"kind": kind} if kind is not None else {}
    return Layout(columns, first, (words,) if words is not None else ())


def _most(rows: Sequence[Cells], at: int, *, reads: Callable[[str], bool]) -> bool:
    """Whether what stands in a column, where anything does, is nearly always so."""
    filled = [text for cells in rows if (text := _cell(cells, at).strip())]
    return len(filled) >= max(1, len(rows) // 2) and sum(map(reads, filled)) >= 0.8 * len(filled)


def _cell(cells: Cells, at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _bare(text: str) -> str:
    """An amount without the signs of money around it; parentheses are a minus."""
    said = text.strip()
    if said.startswith("(") and said.endswith(")"):
        said = f"-{said[1:-1]}"
    bare = _SIGNS.sub("", said).strip()
    return f"-{bare}" if said.startswith("-") and not bare.startswith("-") else bare


def _decimal_of(body: Sequence[tuple[int, Cells]], known: Layout) -> str:
    """The sign of the decimals in the whole table, by the amounts in which it cannot be the other."""
    votes = {".": 0, ",": 0}
    for _line, cells in body:
        for role in ("amount", "went", "came", "balance"):
            said = _bare(_cell(cells, known.columns.get(role)))
            if tail := re.search(r"([.,])\d{1,2}-?$", said):
                votes[tail[1]] += 1
    return max(votes, key=lambda sign: votes[sign]) if votes["."] != votes[","] else ""


def _row(
    line: int, cells: Cells, known: Layout, day: Callable[[str], date | None], decimal: str
) -> Row | BadRow | None:
    """A movement, what is wrong with one, or None for a line that is none: a total, a page's end."""
    said_on, value = _cell(cells, known.columns.get("on")), _value(cells, known, decimal)
    words = one_line(" ".join(dict.fromkeys(_cell(cells, at).strip() for at in known.words)))
    on = day(said_on)
    if on is None:
        is_data = value is not None and said_on.strip() and any(sign.isdigit() for sign in said_on)
        return BadRow(line, "date") if is_data else None
    if value is None:
        return None if _CARRIED.match(_folded(words)) else BadRow(line, "amount")
    balance = amount(_bare(_cell(cells, known.columns.get("balance"))), decimal=decimal)
    currency = _cell(cells, known.columns.get("currency")).strip().upper()
    return Row(
        line,
        on,
        value,
        words,
        _cell(cells, known.columns.get("id")).strip(),
        currency if len(currency) == 3 else "",
        balance,
    )


def _value(cells: Cells, known: Layout, decimal: str) -> Decimal | None:
    columns = known.columns
    if "amount" in columns:
        value = amount(_bare(_cell(cells, columns["amount"])), decimal=decimal)
        kind = _folded(_cell(cells, columns.get("kind")))
        if value is not None and value > 0 and kind and _WENT.fullmatch(kind) and not _CAME.fullmatch(kind):
            return -value
        if value is not None:
            return value
    went = amount(_bare(_cell(cells, columns.get("went"))), decimal=decimal)
    came = amount(_bare(_cell(cells, columns.get("came"))), decimal=decimal)
    return abs(came) if came else -abs(went) if went else Decimal(0) if went is not None or came is not None else None


def _currencies_in(above: Table) -> set[str]:
    """The currencies that stand above the rows: "Moneda: Pesos (CLP)", "Saldo (CLP)"."""
    return {code for _line, cells in above for cell in cells for code in _CODES.findall(cell)}


def _statement(rows: list[Row], bad: list[BadRow], format_: str, above: Table) -> Statement:
    currencies = {row.currency for row in rows if row.currency} or _currencies_in(above)
    is_backwards = rows[0].on > rows[-1].on
    last, first = (rows[0], rows[-1]) if is_backwards else (rows[-1], rows[0])
    return Statement(
        format=format_,
        rows=tuple(rows),
        currency=next(iter(currencies)) if len(currencies) == 1 else "",
        opening=first.balance - first.amount if first.balance is not None else None,
        closing=last.balance,
        bad=tuple(bad),
    )
