"""`webhooks trigger`, `replay`, `verify` and `events`, and what every command has."""

from __future__ import annotations

import codecs
import copy
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

import ghxstship
from ghxstship import sign_webhook, verify_webhook
from ghxstship.cli import catalogue
from ghxstship.description import Description
from ghxstship.sandbox.schemas import Schemas
from ghxstship.sandbox.validation import Validators
from tests.sandbox.receiver import receiver

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from ghxstship import Client

HEADER = "X-GHXSTSHIP-Signature"
SECRET = "whsec_secret"
NAMES = [event.name for event in Description.load().events]
BODY = '{"event": "deal.won", "data": {"name": "Café"}}'.encode()


class TestTrigger:
    def test_it_prints_a_valid_event(self) -> None:
        result = run("webhooks", "trigger", "deal.won")
        event = json.loads(result.stdout)
        schema = Validators(Description.load()).at("/schemas/DealWon")
        assert schema.is_valid(event)
        assert (result.code, result.stderr) == (0, "")

    def test_fields_are_set_each_with_its_type(self) -> None:
        settings = (
            "data.value=9.5",
            "data.name=Ada's",
            "data.owner=null",
            'data.custom_fields={"a": [1, true]}',
            'data.lost_reason="9"',
        )
        options = [part for setting in settings for part in ("--set", setting)]
        data = json.loads(run("webhooks", "trigger", "deal.won", *options).stdout)["data"]
        assert (data["value"], data["name"], data["owner"]) == (9.5, "Ada's", None)
        assert (data["custom_fields"], data["lost_reason"]) == ({"a": [1, True]}, "9")

    def test_an_amount_has_the_digits_that_were_set(self) -> None:
        amount = "1234567890123.12345678901234567890"
        options = ("deal.won", "--set", f"data.value={amount}")
        assert f'"value":{amount},' in run("webhooks", "trigger", *options).stdout
        body = run("webhooks", "trigger", *options, "--json").json["body"]
        assert f'"value":{amount},' in body

    def test_with_a_secret_it_says_the_signature_of_exactly_what_it_prints(self) -> None:
        result = run("webhooks", "trigger", "deal.won", "--secret", SECRET)
        name, _, value = result.stderr.strip().partition(": ")
        assert name == HEADER
        verify_webhook(result.stdout, value, SECRET)
        assert SECRET not in result.stderr

    def test_it_sends_it_signed(self) -> None:
        with receiver() as there:
            arguments = ("--forward-to", f"{there.url}/in", "--set", "data.value=9")
            result = run(
                *("webhooks", "trigger", "deal.won", *arguments),
                environment={"GHXSTSHIP_WEBHOOK_SECRET": SECRET},
            )
            delivery = there.next()
        assert delivery.path == "/in"
        verify_webhook(delivery.body, delivery.headers[HEADER.lower()], SECRET)
        assert json.loads(delivery.body)["data"]["value"] == 9
        assert (result.code, result.stdout) == (0, "")
        assert result.stderr.startswith("deal.won: 200 after ")

    @pytest.mark.parametrize("between", [",", ", ", " ", "\n", "\r\n", ",\n"])
    def test_secrets_are_listed_alike_in_the_variable_and_in_a_file(
        self, tmp_path: Path, between: str
    ) -> None:
        listed = between.join(["whsec_new", "whsec_old"])
        file = tmp_path / "secrets"
        file.write_text(listed, encoding="utf-8")
        header = sign_webhook(BODY, "whsec_old")
        verify = ("webhooks", "verify", "--header", header)
        assert run(*verify, "--secret-file", str(file), stdin=BODY).code == 0
        environment = {"GHXSTSHIP_WEBHOOK_SECRET": listed}
        assert run(*verify, stdin=BODY, environment=environment).code == 0

    def test_several_secrets_sign_as_while_one_rotates(self, tmp_path: Path) -> None:
        file = tmp_path / "secrets"
        file.write_text("new\nold\n", encoding="utf-8")
        result = run("webhooks", "trigger", "deal.won", "--secret-file", str(file), "--json")
        signature = result.json["headers"][HEADER]
        assert signature.count("v1=") == 2
        for secret in ("new", "old"):
            verify_webhook(result.json["body"], signature, secret)
        assert result.json["response"] is None

    def test_a_refusal_is_told(self) -> None:
        with receiver(418) as there:
            arguments = ("--forward-to", there.url, "--secret", SECRET, "--json")
            result = run("webhooks", "trigger", "deal.won", *arguments)
        assert result.code == 1
        assert result.json["response"]["status"] == 418
        assert SECRET not in result.stdout

    def test_a_receiver_that_is_not_there_is_told(self) -> None:
        arguments = ("--forward-to", "http://127.0.0.1:1/", "--secret", SECRET)
        result = run("webhooks", "trigger", "deal.won", *arguments)
        assert result.code == 1
        assert result.stderr.startswith("deal.won: All connection attempts failed after ")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("deal.wno",), "no event 'deal.wno' in the description: did you mean 'deal.won'?"),
            (("deal.won", "--set", "data.value=x"), "deal.won would not be valid: data.value: "),
            (("deal.won", "--set", "data.vlaue=1"), "no such field: did you mean 'value'?"),
            (("deal.won", "--set", "data.value"), "--set takes PATH=VALUE, such as data.value=9"),
            (("deal.won", "--set", "=9"), "--set takes PATH=VALUE"),
            (("deal.won", "--forward-to", "http://x/"), "A delivery is signed: give the secret"),
            (("deal.won", "--forward-to", "x"), "--forward-to must be a URL"),
        ],
    )
    def test_what_cannot_be_is_explained(self, arguments: tuple[str, ...], message: str) -> None:
        result = run("webhooks", "trigger", *arguments, "--json")
        assert result.code == 2
        assert message in result.stderr
        assert result.json == {"error": {"exit_code": 2, "message": result.stderr.strip()}}


class TestReplay:
    @pytest.fixture
    def delivery(self, client: Client) -> tuple[str, str]:
        """A webhook of GVTEWAY, and a delivery to it."""
        client.atlvs.webhooks.create(url="http://127.0.0.1:1/", events=["*"])
        hook = client.gvteway.webhooks.create(url="http://127.0.0.1:1/", events=["*"])
        return hook.id, client.gvteway.webhooks.test(hook.id).id

    def test_it_is_found_wherever_it_is(
        self, delivery: tuple[str, str], environment: dict[str, str], client: Client
    ) -> None:
        hook, identifier = delivery
        result = run("webhooks", "replay", identifier, "--json", environment=environment)
        assert result.code == 0
        again = result.json
        assert (again["platform"], again["webhook_id"]) == ("gvteway", hook)
        assert again["id"] != identifier
        before = client.gvteway.webhooks.deliveries.get(hook, identifier)
        assert again["event_id"] == before.event_id
        assert again["payload"] == before.payload

    def test_it_says_what_it_did(
        self, delivery: tuple[str, str], environment: dict[str, str]
    ) -> None:
        hook, identifier = delivery
        options = ("--platform", "gvteway", "--webhook-id", hook)
        result = run("webhooks", "replay", identifier, *options, environment=environment)
        assert (result.code, result.stdout) == (0, "")
        assert " is sent again as del_" in result.stderr

    @pytest.mark.parametrize("options", [(), ("--platform", "atlvs"), ("--webhook-id", "whk_1")])
    def test_one_that_is_not_there_is_told(
        self, delivery: tuple[str, str], environment: dict[str, str], options: tuple[str, ...]
    ) -> None:
        identifier = delivery[1] if options else "del_nothing"
        result = run("webhooks", "replay", identifier, *options, "--json", environment=environment)
        assert result.code == 4
        assert f"There is no delivery '{identifier}'" in result.json["error"]["message"]

    def test_a_refusal_is_told(
        self, delivery: tuple[str, str], environment: dict[str, str], client: Client
    ) -> None:
        client.gvteway.webhooks.update(delivery[0], status="disabled")
        result = run("webhooks", "replay", delivery[1], environment=environment)
        assert result.code == 4
        assert "409 CONFLICT: It is disabled" in result.stderr

    def test_no_key_is_shown(self, environment: dict[str, str]) -> None:
        result = run(
            *("webhooks", "replay", "del_1", "--api-key", "sk_wrong\u00e9", "--json"),
            environment={name: environment[name] for name in environment if "KEY" not in name},
        )
        assert result.code == 2
        assert "sk_wrong" not in result.stdout + result.stderr


PLACE = "Łódź “Café” 🚢"


def named(name: str) -> bytes:
    return f'{{"event":"deal.won","data":{{"name":"{name}"}}}}'.encode()


def read_as(charset: str, content: bytes) -> str:
    """Text as a console reads it: what a character set leaves out is a control character."""
    characters: list[str] = []
    for byte in content:
        try:
            characters.append(bytes([byte]).decode(charset))
        except UnicodeDecodeError:
            characters.append(chr(byte))
    return "".join(characters)


PIPED = [
    ("UTF-16", PLACE, f"{named(PLACE).decode()}\r\n".encode("utf-16")),
    ("UTF-16", PLACE, codecs.BOM_UTF16_BE + named(PLACE).decode().encode("utf-16-be")),
    ("UTF-16", PLACE, named(PLACE).decode().encode("utf-16-le")),
    ("UTF-16", PLACE, named(PLACE).decode().encode("utf-16-be")),
    ("UTF-16", "plain", f"{named('plain').decode()}\r\n".encode("utf-16")),
    ("Latin-1", "Café", named("Café").decode().encode("latin-1")),
    ("Latin-1", "Café", named("Café").decode().encode("latin-1") + b"\r\n"),
    ("Windows-1252", "“Café”", named("“Café”").decode().encode("cp1252")),
    ("code page 437", "Café", named("Café").decode().encode("cp437")),
    ("code page 850", "Água", named("Água").decode().encode("cp850")),
    *(
        (f"{written} of what was read as {name}", PLACE, made.encode(encoding))
        for name, charset in (
            ("Latin-1", "latin-1"),
            ("Windows-1252", "cp1252"),
            ("code page 437", "cp437"),
            ("code page 850", "cp850"),
        )
        for made in [read_as(charset, named(PLACE)) + "\r\n"]
        for written, encoding in (("UTF-8", "utf-8"), ("UTF-16", "utf-16"))
    ),
]
"""What consoles and shells make of a body: what it is called, the body's name, and the bytes."""


class TestVerify:
    def verify(self, body: bytes, header: str, *options: str, environment: Any = None) -> Any:
        arguments = ("webhooks", "verify", "--header", header, "--json", *options)
        return run(*arguments, stdin=body, environment=environment)

    def test_a_genuine_one_verifies(self, tmp_path: Path) -> None:
        header = sign_webhook(BODY, SECRET)
        file, body = tmp_path / "secret", tmp_path / "body"
        file.write_text(f"{SECRET}\n", encoding="utf-8")
        body.write_bytes(BODY)
        for result in (
            self.verify(BODY, header, "--secret", SECRET),
            self.verify(BODY, header, "--secret", "other", "--secret", SECRET),
            self.verify(BODY, header, "--secret-file", str(file)),
            self.verify(BODY, header, environment={"GHXSTSHIP_WEBHOOK_SECRET": SECRET}),
            self.verify(BODY, f"{HEADER}: {header}", "--secret", SECRET),
            self.verify(BODY, f"{HEADER.lower()}: {header}\r\n", "--secret", SECRET),
            self.verify(b"", header, "--secret", SECRET, "--body", str(body)),
        ):
            assert (result.code, result.stderr) == (0, "It verifies.\n")
            assert result.json == {"ok": True, "reason": None, "hint": None}

    def test_a_terminal_is_told_what_is_waited_for(self) -> None:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-c", "from ghxstship.cli import main; main()"]
        options = ["--header", sign_webhook("{}", SECRET), "--secret", SECRET]
        with subprocess.Popen(
            [*command, "webhooks", "verify", *options],
            stdin=theirs,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            assert process.stderr.readline().startswith("Type the raw body, and Ctrl-D; or ")
            os.write(ours, b"{}\x04\x04")
            assert process.stderr.read() == "It verifies.\n"
        assert process.returncode == 0
        os.close(ours)
        os.close(theirs)

    def test_an_old_one_verifies_when_it_came(self) -> None:
        header = sign_webhook(BODY, SECRET, at=1_700_000_000)
        assert self.verify(BODY, header, "--secret", SECRET, "--at", "1700000200").code == 0
        late = self.verify(BODY, header, "--secret", SECRET, "--at", "1700000812")
        assert late.code == 3
        assert "timestamp outside tolerance by 512 s" in late.json["reason"]
        assert late.json["hint"] is None
        options = ("--secret", SECRET, "--at", "1700000812", "--tolerance", "900")
        assert self.verify(BODY, header, *options).code == 0

    @pytest.mark.parametrize(
        ("body", "advice"),
        [
            (BODY + b"\n", "The body got a newline at its end"),
            (b"\xef\xbb\xbf" + BODY, "The body got a byte order mark"),
            (json.dumps(json.loads(BODY)).encode(), "The body was parsed and serialised again"),
            (
                json.dumps(json.loads(BODY), indent=2).encode(),
                "The body was parsed and serialised again",
            ),
            (BODY.replace(b"deal.won", b"deal.lost"), None),
            (b"\xff\xff", None),
        ],
    )
    def test_it_says_what_happened_to_the_body(self, body: bytes, advice: str | None) -> None:
        result = self.verify(body, sign_webhook(BODY, SECRET), "--secret", SECRET)
        assert result.code == 3
        assert "signature mismatch" in result.json["reason"]
        if advice is None:
            assert result.json["hint"] is None
        else:
            assert result.json["hint"].startswith(advice)
            assert result.json["hint"] in result.stderr

    @pytest.mark.parametrize(("what", "name", "received"), PIPED, ids=[each[0] for each in PIPED])
    def test_what_a_pipe_made_of_the_body_is_undone(
        self, what: str, name: str, received: bytes
    ) -> None:
        header = sign_webhook(named(name), SECRET, at=1_700_000_000)
        options = ("--secret", SECRET, "--at")
        result = self.verify(received, header, *options, "1700000200")
        assert (result.code, result.json["ok"], result.json["reason"]) == (0, True, None)
        hint = f"The body came as {what}; what was signed is the UTF-8 that it stands for."
        assert result.json["hint"] == hint
        assert result.stderr == f"It verifies.\n{hint}\n"

        late = self.verify(received, header, *options, "1700000812")
        assert (late.code, late.json["hint"]) == (3, hint)
        assert "timestamp outside tolerance by 512 s" in late.json["reason"]

        other = sign_webhook(named("another"), SECRET, at=1_700_000_000)
        assert self.verify(received, other, *options, "1700000200").code == 3

    def test_utf_16_that_cannot_be_undone_is_named(self) -> None:
        received = named(PLACE).decode().replace("🚢", "??").encode("utf-16")
        result = self.verify(received, sign_webhook(named(PLACE), SECRET), "--secret", SECRET)
        assert result.code == 3
        assert result.json["hint"] == (
            "The body came as UTF-16, which PowerShell writes with `>`: "
            "give the raw bytes of the request, in a file, by --body."
        )

    @pytest.mark.parametrize(
        ("signed", "received"),
        [(b"a\r\nb", b"a\nb"), (b"a\nb", b"a\r\nb"), (b"a\n", b"a"), (b"a\r\n", b"a")],
    )
    def test_changed_line_ends_are_found(self, signed: bytes, received: bytes) -> None:
        result = self.verify(received, sign_webhook(signed, SECRET), "--secret", SECRET)
        assert "newline" in result.json["hint"] or "line ends" in result.json["hint"]

    def test_a_secret_without_its_prefix_is_recognised(self) -> None:
        bare = SECRET.removeprefix("whsec_")
        result = self.verify(BODY, sign_webhook(BODY, SECRET), "--secret", bare)
        assert (result.code, result.json["hint"]) == (3, "The secret lacks its prefix whsec_.")

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (("--secret", f" {SECRET}"), "--secret: the secret begins with white space"),
            (("--secret", f"'{SECRET}'"), "--secret: the secret begins with a quote"),
            (("--secret", SECRET, "--secret", f"{SECRET}\n"), "secret 2 ends with a line break"),
        ],
    )
    def test_white_space_and_quotes_around_a_secret_are_told(
        self, options: tuple[str, ...], message: str
    ) -> None:
        result = self.verify(BODY, sign_webhook(BODY, SECRET), *options)
        assert result.code == 2
        assert message in result.stderr
        assert SECRET not in result.stderr

    def test_quotes_in_a_file_or_the_environment_are_told(self, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text(f'"{SECRET}"\n', encoding="utf-8")
        result = self.verify(BODY, sign_webhook(BODY, SECRET), "--secret-file", str(file))
        assert result.code == 2
        assert f"--secret-file {file}: the secret begins with a quote" in result.stderr
        environment = {"GHXSTSHIP_WEBHOOK_SECRET": f"'{SECRET}'"}
        result = self.verify(BODY, sign_webhook(BODY, SECRET), environment=environment)
        assert "GHXSTSHIP_WEBHOOK_SECRET: the secret begins with a quote" in result.stderr
        assert SECRET not in result.stderr

    @pytest.mark.parametrize("header", ["", "nonsense", "t=1", "v1=00", "t=x,v1=00"])
    def test_a_header_that_is_none_is_told(self, header: str) -> None:
        result = self.verify(BODY, header, "--secret", SECRET)
        assert result.code == 3
        assert result.json["reason"]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ((), "Nothing to verify with: give the secret by --secret, --secret-file or GHX"),
            (("--secret", SECRET, "--body", "/nowhere"), "--body /nowhere: No such file"),
            (("--secret-file", os.devnull), "it holds no secret"),
        ],
    )
    def test_wrong_usage_is_told(self, options: tuple[str, ...], message: str) -> None:
        result = self.verify(BODY, "t=1,v1=00", *options)
        assert result.code == 2
        assert message in result.stderr


class TestEvents:
    def test_the_catalogue_is_the_documents(self) -> None:
        shown = run("webhooks", "events").stdout
        listed = run("webhooks", "events", "--json").json
        assert sorted(each["name"] for each in listed) == sorted(NAMES)
        platforms = [each["platform"] for each in listed]
        assert platforms == ["atlvs"] * 13 + ["compvss"] * 9 + ["gvteway"] * 12
        for name in NAMES:
            assert f" {name} " in shown

    @pytest.mark.parametrize("name", NAMES)
    def test_each_has_a_schema_of_its_own_that_its_sample_fits(self, name: str) -> None:
        event = run("webhooks", "events", name, "--json").json
        assert event["name"] == name
        assert "$ref" not in json.dumps(event["schema"])
        jsonschema_rs.Draft202012Validator(event["schema"]).validate(event["sample"])

    def test_a_sample_s_amount_is_as_the_document_has_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amount = "1234567890123.10000000000000000001"
        example = copy.deepcopy(Description.load().schemas["DealWon"]["examples"][0])
        example["data"]["value"] = Decimal(amount)

        def sample(*_: object) -> object:
            return example

        monkeypatch.setattr(catalogue, "sample", sample)
        for options in ((), ("--json",)):
            assert f'"value": {amount},' in run("webhooks", "events", "deal.won", *options).stdout

    def test_one_is_shown_with_its_fields_and_a_sample(self) -> None:
        shown = run("webhooks", "events", "ticket.purchased").stdout
        for part in (
            "Tickets were bought.",
            '"ticket.purchased"',
            "data.tickets.0.price ",
            "string | null",
            "data.event.genre? ",
            '"order_id": "ord_abc123"',
        ):
            assert part in shown

    def test_an_unknown_one_is_told(self) -> None:
        result = run("webhooks", "events", "deal.wno")
        assert (result.code, result.stdout) == (2, "")
        assert "did you mean 'deal.won'?" in result.stderr

    def test_a_schema_that_holds_itself_has_an_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        node = {"type": "object", "properties": {"next": {"$ref": "#/schemas/node"}}}
        monkeypatch.setattr(catalogue, "_schemas", lambda: Schemas({"node": node}))
        assert list(catalogue.fields(node)) == [
            ("next?", "object", ""),
            ("next.next?", "object", ""),
        ]
        inner = {"type": "object", "properties": {"next": {"$ref": "#/schemas/node"}}}
        assert catalogue.inlined({"$ref": "#/schemas/node"}) == inner


@pytest.mark.parametrize(
    ("shell", "sign"),
    [("bash", "complete -o default -F"), ("zsh", "#compdef"), ("fish", "complete --command")],
)
def test_completion_is_there_for_every_shell(shell: str, sign: str) -> None:
    # The name that a shell knows the command by is the one it is called by.
    code = "import sys; sys.argv[0] = 'ghxstship'; from ghxstship.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "_GHXSTSHIP_COMPLETE": f"source_{shell}"},
    )
    assert result.returncode == 0, result.stderr
    assert sign in result.stdout
    assert "ghxstship" in result.stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("webhooks tr", ["trigger"]),
        ("webhooks trigger deal.w", ["deal.won"]),
        ("webhooks events deal.", ["deal.created", "deal.lost", "deal.updated", "deal.won"]),
        ("webhooks listen --event vip.u", ["vip.upgrade"]),
        ("webhooks listen --via s", ["subscription", "stream"]),
        ("webhooks trigger --forward", ["--forward-to"]),
        ("webhooks trigger nothing.of", []),
    ],
)
def test_bash_completes_commands_options_and_events(
    tmp_path: Path, line: str, offered: list[str]
) -> None:
    command = tmp_path / "ghxstship"
    command.write_text(f"#!{sys.executable}\nfrom ghxstship.cli import main\n\nmain()\n")
    command.chmod(0o700)
    script = f"""
        eval "$(_GHXSTSHIP_COMPLETE=source_bash ghxstship)"
        COMP_WORDS=(ghxstship {line})
        COMP_CWORD={len(line.split())}
        _ghxstship_completion ghxstship
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    result = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
    )
    assert (result.stdout.split(), result.stderr) == (offered, "")


def test_what_trigger_writes_verify_takes_through_pipes() -> None:
    def process(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from ghxstship.cli import main; main()", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "GHXSTSHIP_WEBHOOK_SECRET": SECRET},
        )

    made = process("webhooks", "trigger", "order.completed")
    header = made.stderr.strip()
    result = process("webhooks", "verify", "--header", header, stdin=made.stdout)
    assert (result.returncode, result.stderr) == (0, "It verifies.\n")


@pytest.mark.parametrize("name", ["listen", "trigger", "replay", "verify", "events"])
def test_help_tells_the_exit_codes(name: str) -> None:
    shown = " ".join(run("webhooks", name, "--help").stdout.split())
    assert "3 the signature does not verify" in shown
    assert "--json" in shown


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"{ghxstship.__version__}\n"


def test_a_missing_package_is_told() -> None:
    code = "import sys; sys.modules['jsonschema_rs'] = None; from ghxstship.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "webhooks", "events"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == "This command needs jsonschema_rs: pip install 'ghxstship[cli]'\n"
