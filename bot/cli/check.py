"""`whistle check`: is everything ready to go live?"""

from pathlib import Path

import click

from bot.cli.config import config_option, read_settings

NOT_READY = 1


@click.command()
@config_option
@click.option("--quiet", is_flag=True, help="Print only what needs attention.")
@click.option("--online", is_flag=True, help="Ask Telegram and Signal (bot, rooms, rights) and the geocoder too.")
def check(config: Path, quiet: bool, online: bool) -> int:
    """Look for everything that would go wrong, and say what to do about it (exit status 1: errors)."""
    settings = read_settings(config)
    from rich.console import Console
    from rich.markup import escape

    from bot.cli.findings import Grade, findings

    console = Console(highlight=False, soft_wrap=True)
    colours = {Grade.ERROR: "bold red", Grade.WARNING: "yellow", Grade.OK: "green"}
    found = list(findings(settings))
    if online:
        from bot.cli.online import online_findings

        found += online_findings(settings)
    for each in found:
        if not (quiet and each.grade is Grade.OK):
            console.print(f"[{colours[each.grade]}]{each.grade.value:<8}[/]{escape(each.text)}")
            if each.remedy:
                console.print(escape(f"        -> {each.remedy}"))
    errors = sum(each.grade is Grade.ERROR for each in found)
    console.print(f"{errors} errors, {sum(each.grade is Grade.WARNING for each in found)} warnings")
    return NOT_READY if errors else 0
