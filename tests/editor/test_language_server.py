"""The language server of editors, run for real on the generated schema: completion, hover, diagnostics."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

pytestmark = pytest.mark.full

HERE = Path(__file__).parent
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60


class Server:
    """One language server over pipes: requests are answered, notifications are kept by method."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None or not SERVER.is_file():
            pytest.fail("the language server is not installed: make test-full installs it with npm")
        self.process = subprocess.Popen([node, str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.inbox: Queue[dict[str, Any]] = Queue()
        self.number = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        settings = {"capabilities": {"workspace": {"configuration": True}}, "processId": None, "rootUri": None}
        self.ask("initialize", settings)
        self.tell("initialized", {})

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while line := stream.readline():
            if line.lower().startswith(b"content-length"):
                size = int(line.split(b":")[1])
                while stream.readline().strip():
                    pass
                self.inbox.put(json.loads(stream.read(size)))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        self._send({"id": self.number, "method": method, "params": parameters})
        return self._until(lambda m: m.get("id") == self.number and "method" not in m)["result"]

    def wait_for(self, method: str, uri: str) -> dict[str, Any]:
        found = self._until(lambda m: m.get("method") == method and m["params"].get("uri") == uri)
        parameters: dict[str, Any] = found["params"]
        return parameters

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            try:
                message = self.inbox.get(timeout=PATIENCE)
            except Empty:
                pytest.fail("the language server does not answer")
            if wanted(message):
                return message
            if message.get("method") == "workspace/configuration":
                # As an editor without settings of its own: no schema store, so nothing is fetched.
                answers = [{"schemaStore": {"enable": False}, "hover": True, "completion": True, "validate": True}]
                self._send({"id": message["id"], "result": answers * len(message["params"]["items"])})
            elif "id" in message and "method" in message:
                self._send({"id": message["id"], "result": None})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.process.kill()
    one.process.communicate()
    one.reader.join()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A registry of one sheet beside the generated schema, as in a checkout."""
    root = HERE.parents[1]
    (tmp_path / "schema").mkdir()
    shutil.copy(root / "schema" / "datasheet.schema.json", tmp_path / "schema")
    (tmp_path / "registry").mkdir()
    path = tmp_path / "registry" / "example-chest.yaml"
    shutil.copy(root / "tests" / "data" / "valid" / "example-chest.yaml", path)
    return path


def opened(server: Server, path: Path, text: str) -> list[dict[str, Any]]:
    """Open a text as the file; the diagnostics that the editor would underline."""
    document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
    server.tell("textDocument/didOpen", {"textDocument": document})
    diagnostics: list[dict[str, Any]] = server.wait_for("textDocument/publishDiagnostics", path.as_uri())["diagnostics"]
    return diagnostics


def at(path: Path, text: str, needle: str) -> dict[str, Any]:
    """The place behind the first occurrence of some words."""
    line = text[: text.index(needle) + len(needle)].count("\n")
    column = len(text[: text.index(needle) + len(needle)].rsplit("\n", 1)[-1])
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}


def test_the_example_has_no_underlines(server: Server, sheet: Path):
    assert opened(server, sheet, sheet.read_text(encoding="utf-8")) == []


def test_a_word_outside_the_vocabulary_is_underlined_on_its_line(server: Server, sheet: Path):
    text = sheet.read_text(encoding="utf-8").replace("tier: open", "tier: ajar")
    [diagnostic] = opened(server, sheet, text)
    assert diagnostic["range"]["start"]["line"] == text[: text.index("ajar")].count("\n")


def test_an_unknown_field_is_underlined(server: Server, sheet: Path):
    text = sheet.read_text(encoding="utf-8").replace("  license:\n", "  licence:\n")
    assert any("licence" in diagnostic["message"] for diagnostic in opened(server, sheet, text))


def labels(answer: Any) -> set[str]:
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["label"] for item in items}


def test_a_vocabulary_is_offered_with_its_words_of_absence(server: Server, sheet: Path):
    text = sheet.read_text(encoding="utf-8").replace("exhaustive_for_listed_classes", "")
    opened(server, sheet, text)
    offered = labels(server.ask("textDocument/completion", at(sheet, text, "    exhaustiveness: ")))
    assert {"exhaustive", "exhaustive_for_listed_classes", "not_reported", "not_applicable", "withheld"} <= offered


def test_the_words_of_absence_are_offered_where_a_group_would_stand(server: Server, sheet: Path):
    text = sheet.read_text(encoding="utf-8").replace("    source_accuracy: not_reported", "    source_accuracy: ")
    opened(server, sheet, text)
    assert {"not_reported", "withheld"} <= labels(
        server.ask("textDocument/completion", at(sheet, text, "    source_accuracy: "))
    )


def test_fields_are_offered_in_an_empty_line(server: Server, sheet: Path):
    text = sheet.read_text(encoding="utf-8").replace("  tier: open\n", "  tier: open\n  \n")
    opened(server, sheet, text)
    place = at(sheet, text, "  tier: open\n  ")
    assert {"steps", "cost", "lead_time"} <= labels(server.ask("textDocument/completion", place))


@pytest.mark.parametrize(
    ("needle", "word"), [("  tier", "hurdle"), ("\npopulation", "who"), ("    kind: chest_drain", "drain")]
)
def test_hovering_says_what_a_field_or_a_word_means(needle: str, word: str, server: Server, sheet: Path):
    text = sheet.read_text(encoding="utf-8")
    opened(server, sheet, text)
    place = at(sheet, text, needle)
    place["position"]["character"] -= 2
    answer = server.ask("textDocument/hover", place)
    assert answer and word in json.dumps(answer["contents"]).lower()
