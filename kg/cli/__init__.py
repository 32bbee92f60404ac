"""The command line: the only place that prints, and that turns errors into one line and an exit code."""

from __future__ import annotations

import signal
import sys

import typer
from rich.console import Console

from kg.errors import KgError

EXIT_CODES = """Exit codes: 0 done; 1 an error of another kind; 2 wrong usage or setting; 3 a source cannot be read; 4 the graph
cannot be written or is not there; 5 the query is wrong or took too long; 6 unknown name; 7 a check failed; 8 done, but
some records could not be read (they are listed); 130 interrupted."""

INCOMPLETE = 8
"""The exit code of a command that went through although some records could not be read."""

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="kg build papers.jsonl -o output && kg show LoRA\n\n"
    "Reads machine learning papers (title and abstract) and builds a knowledge graph with the sentence behind every edge.",
    epilog=EXIT_CODES,
)


def stderr() -> Console:
    """Where messages and progress go."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; exits with one of EXIT_CODES."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        from kg.cli import building, compare, evaluating, fetching, lookup, merges, out, publishing, serving, training  # noqa: F401  (they add their commands to `app`; late, so that --help is quick)

        app()
    except KgError as error:
        stderr().print(f"kg: {error}", markup=False)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, SystemExit) as end:  # typer makes the one of the other
        if isinstance(end, SystemExit) and end.code != INTERRUPTED:
            raise
        stderr().print("kg: interrupted; what was there before is untouched", markup=False)
        sys.exit(INTERRUPTED)
