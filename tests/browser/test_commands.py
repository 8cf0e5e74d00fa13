"""An app of commands: an index, and a page for each of them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import Serve

pytestmark = pytest.mark.browser

APP = '''
import click

@click.group()
def cli():
    """Keep things."""

@cli.command()
@click.argument("name")
@click.option("--times", type=click.IntRange(1, 9), default=2, help="How often.")
@click.option("--loud/--quiet", default=False)
def greet(name, times, loud):
    """Greet somebody."""
    if name == "nobody":
        raise click.BadParameter("there has to be somebody")
    for _ in range(times):
        click.echo(f"Hello {name}".upper() if loud else f"Hello {name}")

@cli.command("clean-up")
@click.pass_context
def clean_up(context):
    """Leave early."""
    click.echo("cleaned")
    context.exit(0)
'''


def test_a_page_for_each_command(page: Page, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "keep.py").write_text(APP)
    person = Person(page, serve("keep.py", cwd=tmp_path).url)
    page.get_by_role("link", name="Greet").click()
    person.fill("Name", "Ada")
    person.switch("Loud")
    person.run()
    person.sees("HELLO ADA\nHELLO ADA")
    expect(person.result).to_contain_text('greet(name="Ada", loud=True)')
    person.fill("Name", "nobody")
    person.run("failed")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("there has to be somebody")
    page.keyboard.press("Escape")
    page.go_back()
    page.get_by_role("link", name="Clean up").click()
    person.run()
    person.sees("cleaned")
