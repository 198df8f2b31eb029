"""Triggers by which the database itself keeps the books sound, on PostgreSQL and on SQLite.

Postings are written first (their key is deferrable), the entry row last: sealing it checks the postings and moves
balances, month totals and the household's version. After that nothing may be added, edited or removed; rows go only
while their household stands in `erasing`. They are made after every migrate, because SQLite drops a table's triggers
whenever a migration remakes it (decision 0003).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

# Each check: the fact that is refused, and a condition over one entry, `{e}` standing for its row.
_CHECKS = {
    "entry_has_postings": "(SELECT count(*) FROM ledger_posting p WHERE p.entry_id = {e}.id) < 2",
    "entry_balances_in_each_currency": (
        "EXISTS (SELECT 1 FROM ledger_posting p WHERE p.entry_id = {e}.id GROUP BY p.currency HAVING sum(p.minor) <> 0)"
    ),
    "posting_fits_its_account": (
        "EXISTS (SELECT 1 FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.account_id"
        " WHERE p.entry_id = {e}.id AND (a.id IS NULL OR a.household_id <> {e}.household_id"
        " OR (a.currency <> '' AND a.currency <> p.currency) OR p.happened_on <> {e}.happened_on))"
    ),
    "reversal_mirrors_its_entry": (
        "{e}.reverses_id IS NOT NULL AND (EXISTS (SELECT 1 FROM ledger_posting p"
        " WHERE p.entry_id IN ({e}.id, {e}.reverses_id) GROUP BY p.account_id, p.currency, p.happened_on"
        " HAVING sum(p.minor) <> 0) OR NOT EXISTS (SELECT 1 FROM ledger_entry o WHERE o.id = {e}.reverses_id"
        " AND o.household_id = {e}.household_id AND o.reverses_id IS NULL))"
    ),
    "entry_follows_the_last": (
        "{e}.number <= (SELECT h.ledger_version FROM people_household h WHERE h.id = {e}.household_id)"
    ),
}

_SEALED_COLUMNS = "id, household_id, number, kind, happened_on, description, merchant, action_id, reverses_id, replaces_id, recorded_at"
_LIVING = "EXISTS (SELECT 1 FROM people_household h WHERE h.id = {household} AND h.state <> 'erasing')"
_HOUSEHOLD_OF_POSTING = "(SELECT a.household_id FROM ledger_account a WHERE a.id = OLD.account_id)"

_MONTH = {"postgresql": "date_trunc('month', p.happened_on)::date", "sqlite": "date(p.happened_on, 'start of month')"}

_SUMS = """
INSERT INTO ledger_balance (account_id, currency, minor)
  SELECT p.account_id, p.currency, sum(p.minor) FROM ledger_posting p WHERE p.entry_id {which}
  GROUP BY p.account_id, p.currency
  ON CONFLICT (account_id, currency) DO UPDATE SET minor = ledger_balance.minor + excluded.minor;
INSERT INTO ledger_monthtotal (account_id, month, currency, minor)
  SELECT p.account_id, {month}, p.currency, sum(p.minor) FROM ledger_posting p WHERE p.entry_id {which}
  GROUP BY p.account_id, {month}, p.currency
  ON CONFLICT (account_id, month, currency) DO UPDATE SET minor = ledger_monthtotal.minor + excluded.minor;
"""


def _sqlite() -> dict[str, str]:
    checks = "\n".join(
        f"SELECT RAISE(ABORT, '{fact}') WHERE {condition.format(e='NEW')};" for fact, condition in _CHECKS.items()
    )
    sums = _SUMS.format(which="= NEW.id", month=_MONTH["sqlite"])
    refuse = "BEGIN SELECT RAISE(ABORT, '{fact}') WHERE {condition}; END"
    return {
        "ledger_entry_seal": (
            f"AFTER INSERT ON ledger_entry BEGIN {checks}"
            " UPDATE people_household SET ledger_version = NEW.number WHERE id = NEW.household_id;"
            f"{sums} END"
        ),
        "ledger_posting_late": "BEFORE INSERT ON ledger_posting "
        + refuse.format(
            fact="entry_is_sealed", condition="EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id)"
        ),
        "ledger_entry_edit": f"BEFORE UPDATE OF {_SEALED_COLUMNS} ON ledger_entry "
        + refuse.format(fact="ledger_is_append_only", condition="1"),
        "ledger_entry_rename": "BEFORE UPDATE OF person_id ON ledger_entry "
        + refuse.format(fact="ledger_is_append_only", condition="NEW.person_id IS NOT NULL"),
        "ledger_posting_edit": "BEFORE UPDATE ON ledger_posting "
        + refuse.format(fact="ledger_is_append_only", condition="1"),
        "ledger_entry_delete": "BEFORE DELETE ON ledger_entry "
        + refuse.format(fact="ledger_is_append_only", condition=_LIVING.format(household="OLD.household_id")),
        "ledger_posting_delete": "BEFORE DELETE ON ledger_posting "
        + refuse.format(fact="ledger_is_append_only", condition=_LIVING.format(household=_HOUSEHOLD_OF_POSTING)),
    }


def _postgresql() -> dict[str, str]:
    checks = "\n".join(
        f"IF EXISTS (SELECT 1 FROM sealed e WHERE {condition.format(e='e')})"
        f" THEN RAISE check_violation USING MESSAGE = '{fact}'; END IF;"
        for fact, condition in _CHECKS.items()
    )
    sums = _SUMS.format(which="IN (SELECT id FROM sealed)", month=_MONTH["postgresql"])
    refuse = "IF {condition} THEN RAISE check_violation USING MESSAGE = '{fact}'; END IF; RETURN {row};"
    living = _LIVING.format(household="OLD.household_id")
    living_posting = _LIVING.format(household=_HOUSEHOLD_OF_POSTING)
    late = "EXISTS (SELECT 1 FROM fresh p JOIN ledger_entry e ON e.id = p.entry_id)"
    bodies = {
        "ledger_entry_seal": (
            "AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS sealed FOR EACH STATEMENT",
            # The household's row first: it is the one lock behind which its writers stand in line.
            (
                "PERFORM 1 FROM people_household WHERE id IN (SELECT household_id FROM sealed) ORDER BY id FOR UPDATE;"
                f"{checks}"
                "UPDATE people_household h SET ledger_version = n.last FROM (SELECT household_id, max(number) AS last"
                " FROM sealed GROUP BY household_id) n WHERE h.id = n.household_id;"
                f"{sums} RETURN NULL;"
            ),
        ),
        "ledger_posting_late": (
            "AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
            refuse.format(condition=late, fact="entry_is_sealed", row="NULL"),
        ),
        "ledger_entry_edit": (
            f"BEFORE UPDATE OF {_SEALED_COLUMNS} ON ledger_entry FOR EACH ROW",
            refuse.format(condition="true", fact="ledger_is_append_only", row="NULL"),
        ),
        "ledger_entry_rename": (
            "BEFORE UPDATE OF person_id ON ledger_entry FOR EACH ROW",
            refuse.format(condition="NEW.person_id IS NOT NULL", fact="ledger_is_append_only", row="NEW"),
        ),
        "ledger_posting_edit": (
            "BEFORE UPDATE ON ledger_posting FOR EACH ROW",
            refuse.format(condition="true", fact="ledger_is_append_only", row="NULL"),
        ),
        "ledger_entry_delete": (
            "BEFORE DELETE ON ledger_entry FOR EACH ROW",
            refuse.format(condition=living, fact="ledger_is_append_only", row="OLD"),
        ),
        "ledger_posting_delete": (
            "BEFORE DELETE ON ledger_posting FOR EACH ROW",
            refuse.format(condition=living_posting, fact="ledger_is_append_only", row="OLD"),
        ),
    }
    return {
        name: f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $seal$ BEGIN {body} END $seal$;"
        f"CREATE OR REPLACE TRIGGER {name} {event} EXECUTE FUNCTION {name}();"
        for name, (event, body) in bodies.items()
    }


NAMES = frozenset(_sqlite())


def put(connection: BaseDatabaseWrapper) -> None:
    """Make every seal on this database anew; safe to repeat."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, rule in _sqlite().items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(f"CREATE TRIGGER {name} {rule}")
        else:
            for statement in _postgresql().values():
                cursor.execute(statement)


def standing(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Name the seals that are on the database now; all of NAMES, or something is wrong."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger\\_%%' ESCAPE '\\'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname LIKE 'ledger\\_%%'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return frozenset(row[0] for row in cursor.fetchall())
