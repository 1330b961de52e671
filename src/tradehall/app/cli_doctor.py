"""`tradehall doctor`: what this machine lacks, in words, with what to do about it."""

import sys

import click


@click.command()
def doctor() -> None:
    """Look at this machine and this var folder, and say what is missing or wrong.

    Changes nothing. Exit code 0 when the product can run here, 1 when something must be mended first.
    """
    from tradehall.app.examination import examine

    findings = examine()
    for finding in findings:
        mark = click.style("ok  ", fg="green") if finding.good else click.style("BAD ", fg="red")
        if finding.good is None:
            mark = click.style("note", fg="yellow")
        click.echo(f"{mark} {finding.text}")
    sys.exit(1 if any(finding.good is False for finding in findings) else 0)
