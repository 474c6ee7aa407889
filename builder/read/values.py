"""The shapes of single values: text, numbers, dates, codes, addresses, identifiers."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from builder.read.compose import Node, ScalarNode, SequenceNode
from builder.read.finding import Path
from builder.read.form import Vocabulary
from builder.read.reading import Reading, Refused, describe
from builder.read.scalars import date_meant, integer, is_date, is_typed, number, number_meant
from builder.read.shapes import Scalar
from builder.read.words import squash

_PATIENCE = 200


class Text(Scalar):
    label = "text"

    def __init__(self, min_length: int = 0, max_length: int = 100_000) -> None:
        self.min_length = min_length
        self.max_length = max_length

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        if not node.style and is_typed(word):
            self.wants_quotes(word, node, path, reading)
        elif word.__len__() < 15 and self.absence and (meant := self._loose_absence(word, node, path, reading)):
            return meant
        size = len(word)
        if size < self.min_length or size > self.max_length:
            self._length(size, node, path, reading)
        return word.strip()

    def wants_quotes(self, word: str, node: Node, path: Path, reading: Reading) -> None:
        quoted = json.dumps(word)
        message = f"{self._subject(path)} wants text, but YAML tools read {word} as something else. Write {quoted}."
        reading.report("quotes", node, path, message, quoted)

    def _length(self, size: int, node: Node, path: Path, reading: Reading) -> None:
        bound = f"at least {self.min_length}" if size < self.min_length else f"at most {self.max_length}"
        message = f"{self._subject(path)} wants {bound} characters, it has {size}."
        reading.report("length", node, path, message)


class Patterned(Text):
    """Text of one small format, with advice for the usual ways to miss it."""

    def __init__(
        self, label: str, pattern: str, strip: str = "", example: str = "", rule: str = "format", lower: bool = False
    ) -> None:
        super().__init__()
        self.label = label
        self.pattern = re.compile(pattern)
        self.strip = re.compile(strip, re.IGNORECASE) if strip else None
        self.example = example
        self.rule = rule
        self.lower = lower

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        if self.pattern.fullmatch(word):
            if not node.style and is_typed(word):
                self.wants_quotes(word, node, path, reading)
            return word
        if self.absence and (loose := self._loose_absence(word, node, path, reading)):
            return loose
        meant = self._meant(word)
        advice = f" Write '{meant}'." if meant else f" It looks like {self.example}." if self.example else ""
        fix = json.dumps(meant) if meant and is_typed(meant) else meant
        reading.report(self.rule, node, path, f"{describe(node)} is not {self.label}.{advice}", fix)
        return meant or Refused(word)

    def _meant(self, word: str) -> str | None:
        bare = word.strip().strip("<>“”‘’\"'").rstrip(".,;")
        if self.strip:
            bare = self.strip.sub("", bare).strip().removesuffix(".pdf").rstrip("/")
        if self.lower:
            bare = re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")
        return bare if self.pattern.fullmatch(bare) else None


class Number(Scalar):
    def __init__(self, minimum: float | None, maximum: float | None, whole: bool) -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.parse = integer if whole else number
        self.label = "a whole number" if whole else "a number"

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        value = self.parse(word)
        if value is None or node.style:
            return self._not_number(word, node, path, reading)
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            self._range(word, node, path, reading)
        return value

    def _not_number(self, word: str, node: Node, path: Path, reading: Reading) -> Any:
        if self.absence and (loose := self._loose_absence(word, node, path, reading)):
            return loose
        meant = number_meant(word)
        value = self.parse(meant) if meant else None
        if value is None:
            if self.absence and (small := reading.form.vocabularies["absence"].synonyms.get(squash(word) or word)):
                reading.report(
                    "absence_word", node, path, f"'{word}' is not one of the words of absence. Write '{small}'.", small
                )
                return small
            return self.misfit(node, path, reading)
        why = " without quotes" if meant == word else ""
        reading.report(
            "type",
            node,
            path,
            f"{self._subject(path)} wants {self.label}, not {describe(node)}. Write {meant}{why}.",
            meant,
        )
        return value

    def _range(self, word: str, node: Node, path: Path, reading: Reading) -> None:
        low, high = self.minimum, self.maximum
        bounds = (
            f"at least {low:g}" if high is None else f"{low:g} to {high:g}" if low is not None else f"at most {high:g}"
        )
        reading.report(
            "range",
            node,
            path,
            f"{self._subject(path)} is {word}: it goes from {bounds}."
            if high is not None and low is not None
            else f"{self._subject(path)} is {word}: it wants {bounds}.",
        )


class Fact(Scalar):
    label = "true or false"
    _words: ClassVar[dict[str, str]] = {
        "yes": "true",
        "y": "true",
        "on": "true",
        "1": "true",
        "true": "true",
        "no": "false",
        "n": "false",
        "off": "false",
        "0": "false",
        "false": "false",
    }

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        if not node.style and word in ("true", "false"):
            return word == "true"
        if self.absence and (loose := self._loose_absence(word, node, path, reading)):
            return loose
        meant = self._words.get(word.lower())
        if meant is None:
            small = reading.form.vocabularies["absence"].synonyms.get(squash(word) or word)
            if self.absence and small:
                reading.report(
                    "absence_word", node, path, f"'{word}' is not one of the words of absence. Write '{small}'.", small
                )
                return small
            return self.misfit(node, path, reading)
        why = " without quotes" if meant == word else ""
        reading.report("type", node, path, f"{self._subject(path)} wants true or false. Write {meant}{why}.", meant)
        return meant == "true"


class Date(Scalar):
    label = "a date (YYYY, YYYY-MM or YYYY-MM-DD)"

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        if is_date(word):
            return word
        if self.absence and (loose := self._loose_absence(word, node, path, reading)):
            return loose
        meant = date_meant(word)
        advice = f"Write {meant}." if meant else "Write YYYY, YYYY-MM or YYYY-MM-DD, a day that exists."
        reading.report("date", node, path, f"{describe(node)} is not a date. {advice}", meant)
        return meant or Refused(word)


class Code(Scalar):
    """A word of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, license_id: bool = False) -> None:
        self.vocabulary = vocabulary
        noun = vocabulary.noun
        self.label = f"{'an' if noun[:1] in 'aeiou' and not noun.startswith('u') else 'a'} {noun}"
        self.license_id = license_id

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        vocabulary = self.vocabulary
        if word in vocabulary.codes or word in vocabulary.also:
            if not node.style and is_typed(word):
                quoted = json.dumps(word)
                message = (
                    f"{self._subject(path)} wants text, but YAML tools read {word} as something else. Write {quoted}."
                )
                reading.report("quotes", node, path, message, quoted)
            return word
        if self.license_id and is_license_expression(word, vocabulary):
            return word
        return self._unknown(word, node, path, reading)

    def _unknown(self, word: str, node: Node, path: Path, reading: Reading) -> Any:
        vocabulary = self.vocabulary
        small = squash(word)
        absence = reading.form.vocabularies["absence"]
        if small not in vocabulary.synonyms and (several := vocabulary.several(word)):
            message = f"{describe(node)} names {len(several)} things. Write each for itself: {', '.join(several)}."
            reading.report("vocabulary", node, path, message)
            return Refused(word)
        loose = absence.synonyms.get(small) if small not in vocabulary.synonyms else None
        # A sheet with hundreds of faults is another kind of file: near misses are not looked for without end.
        patient = len(reading.findings) < _PATIENCE
        meant = None if loose or not patient else vocabulary.meant(word)
        if self.absence and (loose or not meant) and (loose := loose or (absence.meant(word) if patient else None)):
            message = f"'{word}' is not one of the words of absence. Write '{loose}'."
            reading.report("absence_word", node, path, message, loose)
            return loose
        rule = "license" if self.license_id else "vocabulary"
        if meant:
            shown = json.dumps(meant) if is_typed(meant) else meant
            message = f"{describe(node)} is not {self.label}. Write '{meant}'."
            if meant.startswith("LicenseRef-"):
                # Which agreement was meant only a person who read it can say.
                reading.report(rule, node, path, f"{message[:-1]} if these are the terms.")
                return meant
            reading.report(rule, node, path, message, shown)
            return meant
        reading.report(rule, node, path, f"{describe(node)} is not {self.label}. {self._choices()}")
        return Refused(word)

    def _choices(self) -> str:
        if self.license_id:
            return (
                "Write an SPDX identifier, a LicenseRef-… with 'name' and 'url' beside it, 'none_stated' or 'unclear'."
            )
        codes = sorted(self.vocabulary.codes)
        if len(codes) <= 12:
            return f"Choose one of: {', '.join(codes)}."
        return f"See 'medsheets explain {self.vocabulary.name}' for the {len(codes)} there are."


def is_license_expression(text: str, licenses: Vocabulary) -> bool:
    """SPDX: identifiers joined by AND, OR and WITH, with parentheses; or one LicenseRef."""
    if re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", text):
        return True
    if not re.search(r" (?:AND|OR|WITH) ", text) or len(text) > 300:
        return False
    words = re.findall(r"[()]|[^\s()]+", text)
    return _expression(words, licenses) and not words


def _expression(words: list[str], licenses: Vocabulary) -> bool:
    """Consumes one expression from the front of `words`."""
    while True:
        if not words:
            return False
        word = words.pop(0)
        if word == "(":
            if not _expression(words, licenses) or not words or words.pop(0) != ")":
                return False
        elif word not in licenses.also and word not in licenses.codes and not word.startswith("LicenseRef-"):
            return False
        if words[:1] == ["WITH"]:
            if len(words) < 2 or not re.fullmatch(r"[A-Za-z0-9.-]+", words[1]):
                return False
            del words[:2]
        if words[:1] not in (["AND"], ["OR"]):
            return True
        words.pop(0)


class Address(Scalar):
    """A web address a reader can follow."""

    label = "a web address"
    _good = re.compile(r"https?://[^\s/?#@\\<>\"'`{}|^]+\.[^\s/?#@\\<>\"'`{}|^.]+(?:[/?#][^\s<>\"`{}|\\^]*)?")

    def value(self, word: str, node: ScalarNode, path: Path, reading: Reading) -> Any:
        if self._good.fullmatch(word):
            return word
        if self.absence and (loose := self._loose_absence(word, node, path, reading)):
            return loose
        why, meant = self._diagnose(word)
        advice = f" Write '{meant}'." if meant else ""
        reading.report("address", node, path, f"{describe(node)} {why}.{advice}", meant)
        return meant or Refused(word)

    def _diagnose(self, word: str) -> tuple[str, str | None]:
        bare = word.strip().strip("<>")
        if match := re.fullmatch(r"(https?):?/{0,2}(.+)", bare, re.IGNORECASE):
            meant = f"{match[1].lower()}://{match[2].lstrip(':/')}"
            if meant != word and self._good.fullmatch(meant):
                return "is not a web address", meant
        if re.match(r"[a-z][a-z0-9+.-]*:", bare, re.IGNORECASE) and not re.match(
            r"[a-z0-9.-]+\.[a-z]{2,}:\d", bare, re.IGNORECASE
        ):
            scheme = bare.split(":", 1)[0].lower()
            if scheme not in ("http", "https"):
                return f"begins with '{scheme}:'; only http and https addresses can be followed", None
            if "@" in re.split(r"[/?#]", bare.partition("://")[2], maxsplit=1)[0]:
                return "carries a user name; an address in a public sheet has no credentials", None
            return ("contains a space", None) if " " in bare else ("is not a complete web address", None)
        with_scheme = f"https://{bare.lstrip('/')}"
        if "." in bare and self._good.fullmatch(with_scheme):
            return "does not say http or https", with_scheme
        return "is not a web address (https://…)", None


class Anything(Scalar):
    """A value whose field is not known here, such as the other side of a dispute."""

    def read(self, node: Node, path: Path, reading: Reading, depth: int = 0) -> Any:
        if isinstance(node, ScalarNode):
            return _typed(node)
        if depth > 6:
            return self.misfit(node, path, reading)
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, i), reading, depth + 1) for i, item in enumerate(node.value)]
        return {
            str(k.value): self.read(v, (*path, str(k.value)), reading, depth + 1)
            for k, v in node.value
            if isinstance(k, ScalarNode)
        }


def _typed(node: ScalarNode) -> Any:
    word = node.value
    if node.style:
        return word
    if word in ("true", "false"):
        return word == "true"
    if word in ("", "~", "null"):
        return None
    value = number(word)
    return word if value is None else value
