"""The environment: an empty one is a laptop, and nonsense is refused in a sentence that names the variable."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sofia import env, variables

LONG = "s3cr3t-" * 6
ROOT = Path(env.__file__).parent.parent


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path


def refusal(base: Path, **environ: str) -> str:
    with pytest.raises(env.BadEnvironment) as refused:
        env.read(environ, base)
    return str(refused.value)


PREPARED = {
    "server_side_binding": True,
    "prepare_threshold": 5,
    "pool": {"min_size": 1, "max_size": 16, "timeout": 5.0},
}


class TestAnEmptyEnvironment:
    def test_it_is_a_laptop(self, base: Path) -> None:
        laptop = env.read({}, base)
        assert laptop.is_laptop
        assert laptop.database["ENGINE"] == "django.db.backends.sqlite3"
        assert laptop.database["NAME"] == base / "var/sofia.sqlite3"
        assert laptop.redis_url is None
        assert not laptop.debug
        assert laptop.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
        assert laptop.public_url == "http://127.0.0.1:8000"
        assert laptop.default_country == "PE"
        assert laptop.perplexity_api_key is None
        assert laptop.perplexity_base_url == "https://api.perplexity.ai"
        assert laptop.language_model == "perplexity/sonar"

    def test_nothing_but_its_owner_enters_the_data_folder_or_reads_the_secret(self, base: Path) -> None:
        laptop = env.read({}, base)
        assert stat.S_IMODE(laptop.data_dir.stat().st_mode) == 0o700
        assert stat.S_IMODE((laptop.data_dir / "secret_key").stat().st_mode) == 0o600

    def test_empty_counts_as_unset(self, base: Path) -> None:
        emptied = {variable.name: "" for variable in env.VARIABLES}
        assert env.read(emptied | {"SECRET_KEY_FILE": " "}, base) == env.read({}, base)


class TestSecret:
    def test_it_is_generated_once(self, base: Path) -> None:
        first = env.read({}, base)
        assert first.secret_is_generated
        assert len(first.secret_key) >= 50
        assert env.read({}, base).secret_key == first.secret_key

    def test_all_who_start_at_once_get_the_same(self, base: Path) -> None:
        story = "import sys, pathlib; from sofia import env; sys.stdin.read(); print(env.read({}, pathlib.Path(sys.argv[1])).secret_key)"
        starters = [
            subprocess.Popen(
                [sys.executable, "-c", story, base], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
            )
            for _ in range(8)
        ]
        for starter in starters:  # all are waiting, and now all go
            assert starter.stdin
            starter.stdin.close()
            starter.stdin = None
        said = {starter.communicate()[0] for starter in starters}
        assert len(said) == 1
        assert len(said.pop()) > variables.SHORTEST_SECRET
        assert [file.name for file in (base / "var").iterdir()] == ["secret_key"]

    def test_a_given_one_is_taken(self, base: Path) -> None:
        given = env.read({"SECRET_KEY": LONG}, base)
        assert given.secret_key == LONG
        assert not given.secret_is_generated
        assert not (base / "var/secret_key").exists()

    def test_it_may_stand_in_a_file(self, base: Path) -> None:
        (base / "credential").write_text(f"{LONG}\n")
        assert env.read({"SECRET_KEY_FILE": str(base / "credential")}, base).secret_key == LONG

    def test_a_url_with_a_password_may_stand_in_a_file_too(self, base: Path) -> None:
        (base / "credential").write_text("postgresql://sofia:secret@db/sofia\n")
        assert env.read({"DATABASE_URL_FILE": str(base / "credential")}, base).database["PASSWORD"] == "secret"

    def test_a_short_one_is_refused_without_repeating_it(self, base: Path) -> None:
        assert refusal(base, SECRET_KEY="tooshort") == "SECRET_KEY must have at least 32 characters; it has 8."

    def test_a_spoilt_file_of_ours_is_refused(self, base: Path) -> None:
        (base / "var").mkdir()
        (base / "var/secret_key").write_text("")
        assert "var/secret_key, kept instead, must have at least 32 characters" in refusal(base)

    def test_both_at_once_are_refused(self, base: Path) -> None:
        said = refusal(base, SECRET_KEY=LONG, SECRET_KEY_FILE="/run/credential")
        assert said == "SECRET_KEY and SECRET_KEY_FILE are both set: set one of them."

    @pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
    def test_a_missing_or_empty_file_is_refused(self, base: Path, name: str) -> None:
        assert re.match(
            rf"{name}_FILE names .*/none, which cannot be read: No such",
            refusal(base, **{f"{name}_FILE": f"{base}/none"}),
        )
        (base / "empty").write_text("\n")
        assert refusal(base, **{f"{name}_FILE": f"{base}/empty"}) == f"{name}_FILE names {base}/empty, which is empty."
        (base / "bytes").write_bytes(b"\xff\xfe")
        assert refusal(base, **{f"{name}_FILE": f"{base}/bytes"}).endswith("cannot be read: it is not text.")


class TestDatabase:
    def test_postgresql_with_everything(self, base: Path) -> None:
        url = "postgresql://rosa:p%40ss%2Fword@db.example.com:6432/sof%C3%ADa?sslmode=verify-full&connect_timeout=3"
        read = env.read({"DATABASE_URL": url}, base)
        assert not read.is_laptop
        assert read.database == {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "sofía",
            "USER": "rosa",
            "PASSWORD": "p@ss/word",
            "HOST": "db.example.com",
            "PORT": "6432",
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**PREPARED, "connect_timeout": "3", "sslmode": "verify-full"},
        }

    def test_postgresql_on_a_unix_socket(self, base: Path) -> None:
        database = env.read({"DATABASE_URL": "postgres://sofia@/sofia?host=/run/postgresql"}, base).database
        assert (database["HOST"], database["PORT"], database["USER"]) == ("/run/postgresql", "", "sofia")
        assert database["OPTIONS"] == {**PREPARED, "connect_timeout": 5}

    @pytest.mark.parametrize(
        ("url", "file"),
        [("sqlite:///other.sqlite3", "{base}/other.sqlite3"), ("sqlite:////srv/s.sqlite3", "/srv/s.sqlite3")],
    )
    def test_another_sqlite_file(self, base: Path, url: str, file: str) -> None:
        assert env.read({"DATABASE_URL": url}, base).database["NAME"] == Path(file.format(base=base))

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("mysql://root:secret@db/sofia", "must begin with postgresql"),
            ("sofia", "must begin with postgresql"),
            ("sqlite://", "for SQLite is"),
            ("sqlite://other.sqlite3", "for SQLite is"),
            ("postgresql://sofia:secret@db", "names no database"),
            ("postgresql://sofia:secret@db/", "names no database"),
            ("postgresql://sofia:secret@db/a/b", "slash in the database's name"),
            ("postgresql://sofia:secret@db:many/sofia", "is not a URL"),
            ("postgresql://sofia:secret@db:99999/sofia", "is not a URL"),
            ("postgresql://sofia:secret[@db/sofia", "is not a URL"),
            ("postgresql://sofia:sec#ret@db/sofia", "is not a URL"),
            ("postgresql://sofia:secret@db/sofia#1", "written %23"),
            ("postgresql://sofia:secret@db/sofia?sslmod=require", "unknown option, sslmod"),
            ("postgresql://sofia:secret@db/sofia?sslmode=yes", "unknown sslmode"),
            ("postgresql://sofia:secret@db/sofia?sslmode", "not option=value"),
            ("postgresql://sofia:secret@db/sofia?connect_timeout=soon", "not a number of seconds"),
        ],
    )
    def test_nonsense_is_refused_without_repeating_the_password(self, base: Path, url: str, reason: str) -> None:
        said = refusal(base, DATABASE_URL=url)
        assert said.startswith("DATABASE_URL ")
        assert reason in said
        assert "secret" not in said


class TestRedis:
    @pytest.mark.parametrize(
        "url",
        ["redis://127.0.0.1", "redis://:p%40ss@cache:6379/1", "rediss://user:p@cache/", "unix:///run/redis.sock?db=1"],
    )
    def test_it_is_passed_on(self, base: Path, url: str) -> None:
        read = env.read({"REDIS_URL": url}, base)
        assert read.redis_url == url
        assert not read.is_laptop

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("cache:6379", "must begin with"),
            ("http://cache", "must begin with"),
            ("redis:///0", "names no host"),
            ("unix://", "names no socket"),
            ("redis://:secret@cache/first", "number of a database"),
            ("redis://:secret@cache:port/0", "is not a URL"),
        ],
    )
    def test_nonsense_is_refused(self, base: Path, url: str, reason: str) -> None:
        said = refusal(base, REDIS_URL=url)
        assert said.startswith("REDIS_URL ")
        assert reason in said
        assert "secret" not in said


class TestTheRest:
    def test_it_reads_what_is_said(self, base: Path) -> None:
        read = env.read(
            {
                "SOFIA_DATA_DIR": "elsewhere/deep",
                "SOFIA_DEBUG": "True",
                "ALLOWED_HOSTS": "sofia.example.com, .example.org,[2001:db8::1],*",
                "PUBLIC_URL": "https://sofia.example.com/",
                "SOFIA_DEFAULT_COUNTRY": "MX",
            },
            base,
        )
        assert read.data_dir == base / "elsewhere/deep"
        assert read.data_dir.is_dir()
        assert read.debug
        assert read.allowed_hosts == ["sofia.example.com", ".example.org", "[2001:db8::1]", "*"]
        assert read.public_url == "https://sofia.example.com"
        assert read.default_country == "MX"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SOFIA_DEBUG", "yes"),
            ("SOFIA_DEBUG", "2"),
            ("ALLOWED_HOSTS", "https://sofia.example.com"),
            ("ALLOWED_HOSTS", "sofia.example.com:8000"),
            ("ALLOWED_HOSTS", ","),
            ("PUBLIC_URL", "sofia.example.com"),
            ("PUBLIC_URL", "ftp://sofia.example.com"),
            ("PUBLIC_URL", "https://sofia.example.com/app"),
            ("PUBLIC_URL", "https://user@sofia.example.com"),
            ("PUBLIC_URL", "https://sofia.example.com:https"),
            ("SOFIA_DEFAULT_COUNTRY", "pe"),
            ("SOFIA_DEFAULT_COUNTRY", "PER"),
            ("SOFIA_DATA_DIR", "/dev/null/var"),
            ("PERPLEXITY_BASE_URL", "api.perplexity.ai"),
            ("PERPLEXITY_BASE_URL", "ftp://api.perplexity.ai"),
            ("PERPLEXITY_BASE_URL", "https://user:secret@api.perplexity.ai"),
            ("PERPLEXITY_BASE_URL", "https://api.perplexity.ai/?version=1"),
            ("LANGUAGE_MODEL", "sonar pro"),
            ("LANGUAGE_MODEL", "x" * 65),
        ],
    )
    def test_nonsense_is_refused(self, base: Path, name: str, value: str) -> None:
        assert refusal(base, **{name: value}).startswith(f"{name} ")


class TestLanguageModel:
    def test_it_is_passed_on(self, base: Path) -> None:
        (base / "credential").write_text("pplx-s3cr3t\n")
        read = env.read(
            {
                "PERPLEXITY_API_KEY_FILE": str(base / "credential"),
                "PERPLEXITY_BASE_URL": "http://127.0.0.1:8080/models/",
                "LANGUAGE_MODEL": "openai/gpt-6-luna",
            },
            base,
        )
        assert read.perplexity_api_key == "pplx-s3cr3t"
        assert read.perplexity_base_url == "http://127.0.0.1:8080/models"
        assert read.language_model == "openai/gpt-6-luna"

    @pytest.mark.parametrize("key", ["pplx-s3cr3t\r\nx-other: 1", "pplx s3cr3t", "pplx-s3cr3ñ"])
    def test_a_key_that_no_header_takes_is_refused_without_repeating_it(self, base: Path, key: str) -> None:
        said = refusal(base, PERPLEXITY_API_KEY=key)
        assert said.startswith("PERPLEXITY_API_KEY ")
        assert "s3cr3" not in said


class TestConfigurationPage:
    """docs/configuration.md is what people read; `VARIABLES` is what is read."""

    PAGE = (ROOT / "docs/configuration.md").read_text()

    def test_it_lists_exactly_what_is_read(self) -> None:
        rows = [row.split("|")[1:4] for row in self.PAGE.splitlines() if re.match(r"\| `[A-Z]", row)]
        listed = [[cell.strip().replace("`", "") for cell in row] for row in rows]
        read = [[f"{v.name}, {v.name}_FILE" if v.secret else v.name, v.default, v.meaning] for v in env.VARIABLES]
        assert listed == read

    def test_nothing_else_is_read(self) -> None:
        sources = ((ROOT / "sofia" / name).read_text() for name in ("env.py", "variables.py"))
        names = {name for source in sources for name in re.findall(r'"([A-Z][A-Z_]+)"', source)}
        of_django = {
            "ENGINE",
            "NAME",
            "USER",
            "PASSWORD",
            "HOST",
            "PORT",
            "OPTIONS",
            "CONN_MAX_AGE",
            "CONN_HEALTH_CHECKS",
            *(name for name in names if name.startswith("EMAIL_") and name != "EMAIL_URL"),
        }
        assert names - of_django - {"IMMEDIATE", "PE", "VARIABLES"} == {variable.name for variable in env.VARIABLES}

    def test_it_lists_every_check(self) -> None:
        source = (ROOT / "sofia/checks.py").read_text()
        made = set(re.findall(r"sofia\.E\d{3}", source)) | {
            f"sofia.E{n}" for n in re.findall(r"\((?:\n\s+)?(1\d\d),", source)
        }
        assert set(re.findall(r"sofia\.E\d{3}", self.PAGE)) == made
