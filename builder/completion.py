"""Completion scripts for shells, made from the parser itself so that they cannot be stale."""

from __future__ import annotations

import argparse

_BASH = """\
# medsheets completion for bash: eval "$(medsheets completion bash)"
_medsheets() {{
    local words
    case "${{COMP_WORDS[1]}}" in
{cases}
        *) words="{verbs}" ;;
    esac
    [ "$COMP_CWORD" -eq 1 ] && words="{verbs} --help"
    COMPREPLY=( $(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}") )
}}
complete -o default -F _medsheets medsheets
"""

_ZSH = """\
# medsheets completion for zsh: eval "$(medsheets completion zsh)"
autoload -U +X bashcompinit && bashcompinit
"""


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script that a shell evaluates at its start."""
    verbs = _verbs(parser)
    if shell == "fish":
        return "\n".join(_fish(verbs)) + "\n"
    cases = "\n".join(f'        {name}) words="{" ".join(words)}" ;;' for name, (_, words) in verbs.items())
    text = _BASH.format(cases=cases, verbs=" ".join(verbs))
    return text if shell == "bash" else _ZSH + text


def _verbs(parser: argparse.ArgumentParser) -> dict[str, tuple[str, list[str]]]:
    """verb → (its help, its options and the words they take)."""
    found: dict[str, tuple[str, list[str]]] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, verb in action.choices.items():
                words = [word for option in verb._actions for word in option.option_strings]
                words += [str(choice) for option in verb._actions for choice in option.choices or ()]
                found[name] = (helps.get(name, ""), sorted(set(words)))
    return found


def _fish(verbs: dict[str, tuple[str, list[str]]]) -> list[str]:
    lines = ["# medsheets completion for fish: medsheets completion fish | source"]
    for name, (help_, words) in verbs.items():
        lines.append(f"complete -c medsheets -n __fish_use_subcommand -a {name} -d '{help_}'")
        for word in words:
            flag = (
                f"-l {word[2:]}"
                if word.startswith("--")
                else f"-s {word[1:]}"
                if word.startswith("-")
                else f"-a {word}"
            )
            lines.append(f"complete -c medsheets -n '__fish_seen_subcommand_from {name}' {flag}")
    return lines
