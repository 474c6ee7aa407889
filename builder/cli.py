"""The command line: maps words to functions, prints what they return, decides the exit code. Only this module does."""

from __future__ import annotations

import argparse
import gc
import io
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from builder import layout
from builder.read.words import nearest
from builder.version import VERSION

GOOD, FINDINGS, USAGE, OUR_FAULT, UNTRUSTED, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Usage(Exception):
    """The words of the call do not fit together."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign shows a question mark
    # Sheets are many small objects without circles; looking for circles among them costs a fifth of the time.
    gc.set_threshold(100_000, 20, 20)
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        code = run(options)
        sys.stdout.flush()
        return code
    except Usage as problem:
        return _complain(f"medsheets: {problem}", USAGE)
    except KeyboardInterrupt:
        return _complain("medsheets: interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`: nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as fault:
        if options.debug:
            traceback.print_exc()
        what = " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
        verb = " ".join(sys.argv[1:]) if arguments is None else " ".join(arguments)
        return _complain(
            f"medsheets: a fault of ours in 'medsheets {verb}': {what} (--debug shows where; please report this line)",
            OUR_FAULT,
        )


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="medsheets",
        description="A living registry of datasheets for medical imaging datasets.",
        epilog="Exit codes: 0 good, 1 findings, 2 usage, 3 a fault of ours, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"medsheets {VERSION}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for add in (_add_check, _add_new, _add_fix, _add_explain, _add_diff, _add_census, _add_schema, _add_completion):
        add(verbs)
    return parser


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        if match := re.search(r"argument VERB: invalid choice: '([^']*)' \(choose from (.*)\)", message):
            near = nearest(match[1], re.findall(r"\w+", match[2]), generous=True)
            message = f"there is no command '{match[1]}'" + (f", perhaps '{near}'" if near else "")
        print(
            f"{self.prog}: {message.rstrip('.')}. '{self.prog} --help' lists what there is.",
            file=sys.stderr,
        )
        sys.exit(USAGE)


Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _verb(verbs: Verbs, name: str, help_: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    """A verb with what all verbs take."""
    parser = verbs.add_parser(name, help=help_, description=help_[:1].upper() + help_[1:] + ".")
    parser.add_argument(
        "--root", metavar="DIR", type=Path, help="the folder with registry/ (default: the nearest at or above this one)"
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of a fault of ours")
    parser.set_defaults(run=run)
    return parser


def _add_today(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--today", metavar="DATE", type=_date, help="the day to reckon with, YYYY-MM-DD (default: today, UTC)"
    )


def _date(word: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{word}' is not a date; write YYYY-MM-DD") from None


def _root(options: argparse.Namespace) -> Path:
    if options.root is not None:
        root: Path = options.root
        if not root.is_dir():
            raise Usage(f"there is no folder '{root}'")
        if not layout.registry_folder(root).is_dir():
            raise Usage(f"'{root}' has no folder 'registry'")
        return root
    found = layout.find_root(Path.cwd())
    if found is None:
        raise Usage("there is no folder 'registry' here or above. Go to a registry, or name it with --root")
    return found


def _today(options: argparse.Namespace) -> str:
    if options.today:
        return str(options.today)
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _progress(what: str) -> Callable[[int, int], None] | None:
    """A counter on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if total > 200 and (done % 100 == 0 or done == total):
            end = "\r" if done < total else "\r" + " " * 40 + "\r"
            print(f"{what} {done:,} of {total:,}", end=end, file=sys.stderr, flush=True)

    return show


def _add_check(verbs: Verbs) -> None:
    parser = _verb(verbs, "check", "list everything that is wrong with the sheets", _check)
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="sheets or folders of them (default: the whole registry)"
    )
    parser.add_argument(
        "--format", choices=["text", "json", "github", "markdown"], default="text", help="how to write the findings"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    _add_today(parser)


def _check(options: argparse.Namespace) -> int:
    from builder.check import report
    from builder.check.run import check_files, check_registry, exit_code

    root, files = _root_and_files(options)
    today = _today(options)
    progress = _progress("checking")
    checked = (
        check_files(files, root, today, progress=progress) if options.paths else check_registry(root, today, progress)
    )
    sys.stdout.write(report.FORMATS[options.format](checked, root, color=_color(), strict=options.strict))
    return exit_code(checked.findings, options.strict)


def _root_and_files(options: argparse.Namespace) -> tuple[Path, list[Path]]:
    """The registry that a call is about, and its sheets or those that were named."""
    from builder.read.registry import sheet_files

    files = _files(options.paths)
    if files and not options.root:
        return layout.find_root(files[0].absolute().parent) or Path.cwd(), files
    root = _root(options)
    return root, files or sheet_files(root)


def _files(paths: Sequence[Path]) -> list[Path]:
    """Folders stand for the sheets in them; a file that is named is checked, whatever it is."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir() and path.suffix != ".yaml":
            inside = layout.registry_folder(path) if layout.registry_folder(path).is_dir() else path
            found = sorted(file for file in inside.iterdir() if file.suffix == ".yaml")
            if not found:
                raise Usage(f"there are no sheets in '{path}'")
            files += found
        elif not path.exists() and not path.is_symlink():
            raise Usage(f"there is no file '{path}'{_meant_file(path)}")
        elif path.suffix not in (".yaml", ".yml"):
            raise Usage(f"'{path}' is not a sheet; sheets are files named <id>.yaml")
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _meant_file(path: Path) -> str:
    """`check adni` means the sheet of that id."""
    root = layout.find_root(Path.cwd())
    sheet = layout.sheet_file(root, path.stem) if root else None
    return f". Did you mean '{_from_here(sheet)}'?" if sheet and sheet.is_file() else ""


def _from_here(path: Path) -> str:
    """A path as one would type it in this folder."""
    return Path(os.path.relpath(path)).as_posix()


def _color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _add_schema(verbs: Verbs) -> None:
    parser = _verb(
        verbs, "schema", "generate datasheet.schema.json from the form, the vocabularies and the rules", _schema
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when the committed file is not fresh"
    )
    parser.add_argument("--print", action="store_true", help="write it to standard output, for editors elsewhere")


def _schema(options: argparse.Namespace) -> int:
    from builder.read import schema

    path = layout.schema_file()
    fresh = schema.generated()
    if options.print:
        sys.stdout.write(fresh)
        return GOOD
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    if options.check:
        if fresh != old:
            print(f"{path.name} is not what the form says. 'medsheets schema' writes it anew.")
            return FINDINGS
        print(f"{path.name} is fresh.")
        return GOOD
    if fresh != old:
        path.write_text(fresh, encoding="utf-8", newline="\n")
    print(f"{path.name} {'written' if fresh != old else 'is fresh already'}.")
    return GOOD


def _add_new(verbs: Verbs) -> None:
    parser = _verb(verbs, "new", "write a sheet to begin with", _new)
    parser.add_argument("id", metavar="ID", help="the id of the dataset: small letters, digits, single hyphens")
    _add_today(parser)


def _new(options: argparse.Namespace) -> int:
    from builder.contribute.scaffold import BadId, scaffold, valid_id

    root = _root(options)
    try:
        path = layout.sheet_file(root, valid_id(options.id))
    except BadId as problem:
        raise Usage(str(problem)) from None
    name = _from_here(path)
    try:
        # Exclusive: of two people who begin the same sheet at once, one is told.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(scaffold(options.id, _today(options)))
    except FileExistsError:
        raise Usage(f"there is a sheet '{name}' already; nothing was written. See: medsheets check {name}") from None
    except OSError as problem:
        raise Usage(f"'{name}' cannot be written: {problem.strerror}") from None
    print(f"{name} written. Fill its first fields, then: medsheets check {name}")
    return GOOD


def _add_fix(verbs: Verbs) -> None:
    parser = _verb(verbs, "fix", "repair what a machine may repair", _fix)
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="sheets or folders of them (default: the whole registry)"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing; show the change as a patch")
    _add_today(parser)


def _fix(options: argparse.Namespace) -> int:
    from builder.check.run import check_files, exit_code
    from builder.contribute.fix import fix_file
    from builder.read.registry import display_name, sheet_files

    root, files = _root_and_files(options)
    known = frozenset(path.stem for path in (*sheet_files(root), *files))
    changed = 0
    left: set[str] = set()
    for path in files:
        try:
            fixed = fix_file(path, display_name(path, root), _today(options), known, write=not options.dry_run)
        except OSError as problem:
            raise Usage(f"'{path}' cannot be written: {problem.strerror}; nothing was changed in it") from None
        if fixed is None:
            continue
        changed += fixed.changed
        if exit_code(fixed.left, strict=False):
            left.add(fixed.file)
        if options.dry_run:
            sys.stdout.write(fixed.patch())
        elif fixed.changed:
            print("\n".join(_printable(line) for line in fixed.done))
    if not options.dry_run:
        # What stands between sheets is looked at too, so that nothing is called good that is not.
        checked = check_files(files, root, _today(options), whole=not options.paths)
        left = {finding.file for finding in checked.findings if finding.level == "error"}
    sheets = "1 sheet" if len(files) == 1 else f"{len(files):,} sheets"
    verb = "would change" if options.dry_run else "changed"
    told = f"{sheets} looked at, {changed:,} {verb}. {_left(len(left))}"
    print(told, file=sys.stderr if options.dry_run else sys.stdout)
    return FINDINGS if left else GOOD


def _left(sheets: int) -> str:
    if not sheets:
        return "No errors are left."
    return f"In {sheets:,} there is something that only a person can decide: 'medsheets check' lists it."


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _add_explain(verbs: Verbs) -> None:
    parser = _verb(verbs, "explain", "say what a rule, a field or a word means", _explain)
    parser.add_argument(
        "words", metavar="RULE|FIELD|TERM", nargs="*", help="what to explain (default: list what there is)"
    )


def _explain(options: argparse.Namespace) -> int:
    from builder.check.explain import Handbook

    handbook = Handbook()
    word = " ".join(options.words).strip()
    if not word:
        sys.stdout.write(handbook.listing())
        return GOOD
    text = handbook.explain(word)
    if text is None:
        near = handbook.nearest(word)
        advice = f"Did you mean '{near}'?" if near else "'medsheets explain' alone lists what there is."
        raise Usage(f"there is no rule, field or word '{_printable(word)[:60]}'. {advice}")
    sys.stdout.write(text)
    return GOOD


def _add_diff(verbs: Verbs) -> None:
    parser = _verb(verbs, "diff", "show what changed, field by field", _diff)
    parser.add_argument(
        "base", metavar="BASE", nargs="?", default="HEAD", help="the commit to compare with (default: HEAD)"
    )
    parser.add_argument(
        "--format", choices=["text", "markdown", "json"], default="text", help="how to write the changes"
    )


def _diff(options: argparse.Namespace) -> int:
    import json

    from builder.history import git, words
    from builder.history.versions import changes_since

    root = _root(options)
    try:
        changes = changes_since(root, options.base)
    except git.GitError as problem:
        raise Usage(f"cannot compare with '{options.base}': {problem}") from None
    if options.format == "json":
        print(json.dumps([change.as_json() for change in changes], ensure_ascii=False, indent=2))
    else:
        sys.stdout.write(words.markdown(changes) if options.format == "markdown" else words.text(changes))
    return GOOD


def _add_census(verbs: Verbs) -> None:
    parser = _verb(verbs, "census", "count what is in the registry, and what is missing", _census)
    parser.add_argument("--format", choices=["text", "json"], default="text", help="how to write the counts")


def _census(options: argparse.Namespace) -> int:
    import json

    from builder.derive.census import census, census_text
    from builder.read.registry import Registry

    counts = census(Registry(_root(options)))
    sys.stdout.write(
        json.dumps(counts, ensure_ascii=False, indent=2) + "\n" if options.format == "json" else census_text(counts)
    )
    return GOOD


def _add_completion(verbs: Verbs) -> None:
    parser = _verb(verbs, "completion", "print a completion script for a shell", _completion)
    parser.add_argument("shell", choices=["bash", "zsh", "fish"], help="for which shell")


def _completion(options: argparse.Namespace) -> int:
    from builder.completion import script

    sys.stdout.write(script(_parser(), options.shell))
    return GOOD
