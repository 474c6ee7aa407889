"""The command line: maps words to functions, prints what they return, decides the exit code. Only this module does."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from builder import layout

GOOD, FINDINGS, USAGE, OUR_FAULT, UNTRUSTED, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Usage(Exception):
    """The words of the call do not fit together."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
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
        epilog="Exit codes: 0 good, 1 findings, 2 usage, 3 a fault of ours, 4 a run not to be trusted, 130 interrupted.",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _add_check(verbs)
    _add_schema(verbs)
    return parser


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. '{self.prog} --help' lists what there is.", file=sys.stderr)
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

    files = _files(options.paths)
    root = _root(options) if not files or options.root else layout.find_root(files[0].absolute().parent) or Path.cwd()
    today = _today(options)
    progress = _progress("checking")
    checked = (
        check_files(files, root, today, progress=progress) if options.paths else check_registry(root, today, progress)
    )
    sys.stdout.write(report.FORMATS[options.format](checked, root, color=_color(), strict=options.strict))
    return exit_code(checked.findings, options.strict)


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
            raise Usage(f"there is no file '{path}'")
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _add_schema(verbs: Verbs) -> None:
    parser = _verb(
        verbs, "schema", "generate datasheet.schema.json from the form, the vocabularies and the rules", _schema
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when the committed file is not fresh"
    )


def _schema(options: argparse.Namespace) -> int:
    from builder.read import schema

    path = layout.schema_file()
    fresh = schema.generated()
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
