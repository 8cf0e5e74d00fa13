"""Code of tutorials about one function and its page, as it was written, and what it must do."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import Launch, Serve

pytestmark = pytest.mark.browser

TARGETS = Path(__file__).with_name("targets")
CALCULATOR = (TARGETS / "calculator.py").read_text()
IMPORT = "import autoui as gr\n\n"
STAMP = re.compile(rb",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", re.MULTILINE)


def log_of(folder: Path) -> bytes:
    """Return a log, byte for byte, without its column of times."""
    text = (folder / "flagged" / "logs.csv").read_bytes()
    assert text.splitlines()[0].endswith(b",timestamp")
    return STAMP.sub(b"", text).replace(b",timestamp\n", b"\n")


def listing(folder: Path) -> list[str]:
    """Return what a person sees in a folder and below it."""
    found = (one.relative_to(folder) for one in folder.rglob("*") if one.is_file())
    return sorted(str(one) for one in found if not one.name.startswith("."))


def flag(page: Page) -> None:
    page.get_by_role("button", name="Flag this result").click()
    expect(page.get_by_role("button", name="Flagged")).to_be_disabled()


# ------------------------------------------------------------------------- the calculator


def test_examples_fill_the_form_and_an_error_opens_a_dialog(page: Page, launch: Launch) -> None:
    served = launch(CALCULATOR, "calculator.py")
    person = Person(page, served.url)
    expect(page).to_have_title("Toy Calculator")
    expect(page.get_by_role("heading", level=1)).to_have_text("Toy Calculator")
    expect(page.locator(".description")).to_contain_text("Here's a sample toy calculator.")
    expect(page.locator(".description math")).to_be_visible()
    chips = page.locator(".chip")
    said = [["5", "add", "3"], ["4", "divide", "2"], ["-4", "multiply", "2.5"]]
    expect(chips).to_have_text([re.compile(r"\s*".join(row)) for row in said] + [re.compile("0")])
    expect(page.get_by_label("Num1", exact=True)).to_have_value("5")
    expect(page.get_by_role("radio", name="add")).to_be_checked()
    person.run()
    person.sees("8")
    for at, result in ((1, "2"), (2, "-10"), (3, "-1.2")):
        chips.nth(at).click()
        person.run()
        person.sees(re.compile(result.replace("-", "[-−]")))
    person.fill("Num1", "5")
    person.pick("Operation", "divide")
    person.fill("Num2", "0")
    person.start()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Cannot divide by zero!")
    expect(dialog).not_to_contain_text("'")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(person.result).to_have_attribute("data-state", "failed")
    person.pick("Operation", "subtract")
    person.run()
    person.sees("5")


def test_the_calculators_flags_are_a_log_beside_the_script(
    page: Page, launch: Launch, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    person = Person(page, launch(CALCULATOR, "calculator.py", folder).url)
    for num1, operation, num2, result in (("5", "add", "7", "12"), ("6", "subtract", "1.5", "4.5")):
        person.fill("Num1", num1)
        person.pick("Operation", operation)
        person.fill("Num2", num2)
        person.run()
        person.sees(result)
        flag(page)
    assert log_of(folder) == b"num1,operation,num2,Output\n5,add,7,12\n6,subtract,1.5,4.5\n"
    assert listing(folder) == ["calculator.py", "flagged/logs.csv"]


def test_a_reason_must_be_chosen_and_becomes_a_column(
    page: Page, launch: Launch, tmp_path: Path
) -> None:
    source = CALCULATOR.replace('title="Toy', 'flagging_options=["wrong", "odd"], title="Toy')
    person = Person(page, launch(source).url)
    person.run()
    page.get_by_role("button", name="Flag this result").click()
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem")).to_have_text(["wrong", "odd"])
    page.keyboard.press("Escape")
    assert not (tmp_path / "flagged").exists()
    page.get_by_role("button", name="Flag this result").click()
    menu.get_by_role("menuitem", name="odd").click()
    expect(page.get_by_role("button", name="Flagged: odd")).to_be_disabled()
    assert log_of(tmp_path) == b"num1,operation,num2,Output,flag\n5,add,3,8,odd\n"


def test_a_large_data_set_is_paged(page: Page, launch: Launch) -> None:
    many = '*[[n, "add", 1] for n in range(5_000)], [5, "add", 3],'
    source = CALCULATOR.replace('[5, "add", 3],', many)
    source = source.replace("    title=", "    examples_per_page=7, title=")
    Person(page, launch(source).url)
    table = page.locator(".example-table")
    expect(table.locator("tbody tr")).to_have_count(7)
    expect(table.get_by_role("columnheader")).to_have_text(["Row", "Num1", "Operation", "Num2"])
    expect(table.locator(".pager")).to_contain_text("1 / 715")
    table.get_by_role("button", name="Next").click()
    table.get_by_role("button", name="Use example 9").click()
    expect(page.get_by_label("Num1", exact=True)).to_have_value("8")


# ------------------------------------------------------------------------------- one field


def test_label_and_info(page: Page, launch: Launch) -> None:
    field = "gr.Number(label='Age', info='In years, must be greater than 0')"
    source = f"{IMPORT}demo = gr.Interface(lambda age: age + 1, {field}, 'number')\ndemo.launch()\n"
    person = Person(page, launch(source).url)
    age = page.get_by_label("Age", exact=True)
    expect(age).to_have_accessible_description(re.compile("In years, must be greater than 0"))
    expect(page.get_by_text("In years, must be greater than 0")).to_be_visible()
    person.fill("Age", "41")
    person.run()
    person.sees("42")


# -------------------------------------------------------------------------------- pictures


def test_the_pictures_of_a_filter_are_kept_beside_the_log(
    page: Page, launch: Launch, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    person = Person(page, launch((TARGETS / "sepia.py").read_text(), "sepia.py", folder).url)
    pictures = []
    for number in range(2):
        picture = tmp_path / f"photo{number}.png"
        noise = np.random.default_rng(number).integers(0, 256, (20, 30, 3), np.uint8)
        Image.fromarray(noise).save(picture)
        person.attach("Im", picture)
        person.run()
        expect(person.result.locator("img")).to_have_js_property("naturalWidth", 30)
        flag(page)
        pictures.append(picture)
    assert log_of(folder) == b"im,Output\nim/0.png,Output/0.png\nim/1.png,Output/1.png\n"
    assert listing(folder) == [
        "flagged/Output/0.png", "flagged/Output/1.png", "flagged/im/0.png", "flagged/im/1.png",
        "flagged/logs.csv", "sepia.py",
    ]  # fmt: skip
    for number, picture in enumerate(pictures):
        assert (folder / f"flagged/im/{number}.png").read_bytes() == picture.read_bytes()


def test_what_a_function_gets_of_a_picture(page: Page, launch: Launch, tmp_path: Path) -> None:
    source = (
        f"{IMPORT}"
        'img = gr.Image(shape=(100, 100), type="pil")\n'
        'other = gr.Image(invert_colors=True, type="numpy")\n\n'
        "def tell(im, array):\n"
        "    return f'{type(im).__name__} {im.size} {im.getpixel((0, 0))}, '"
        " f'{type(array).__name__} {array.shape} {array[0, 0].tolist()}'\n\n"
        "demo = gr.Interface(tell, [img, other], 'text')\ndemo.launch()\n"
    )
    Image.new("RGB", (60, 40), "red").save(tmp_path / "red.png")
    person = Person(page, launch(source).url)
    person.attach("Im", tmp_path / "red.png")
    person.attach("Array", tmp_path / "red.png")
    person.run()
    person.sees("Image (100, 100) (255, 0, 0), ndarray (40, 60, 3) [0, 255, 255]")


def test_a_result_of_any_form_is_recognised(page: Page, launch: Launch, tmp_path: Path) -> None:
    source = (
        f"{IMPORT}import numpy as np\nfrom PIL import Image\n\n"
        "def picture(form):\n"
        "    array = np.full((20, 30, 3), 200, np.uint8)\n"
        "    Image.fromarray(array).save('a.png')\n"
        "    return {'array': array, 'floats': array / 255, 'path': 'a.png',"
        " 'pil': Image.fromarray(array)}[form]\n\n"
        "demo = gr.Interface(picture, gr.Radio(['array', 'floats', 'path', 'pil']), 'image')\n"
        "demo.launch()\n"
    )
    person = Person(page, launch(source).url)
    for form in ("array", "floats", "path", "pil"):
        person.pick("Form", form)
        person.run()
        expect(person.result.locator("img")).to_have_js_property("naturalWidth", 30)


# ----------------------------------------------------------------------------------- looks


def test_a_theme_and_an_interface_that_is_still_to_be_written(page: Page, launch: Launch) -> None:
    served = launch(
        f"{IMPORT}demo = gr.Interface(..., theme=gr.themes.Monochrome())\ndemo.launch()"
    )
    page.goto(served.url)
    expect(page.locator("#autoui")).to_be_visible()
    expect(page.locator("link[data-look]")).to_have_count(1)
    radius = page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--au-radius')"
    )
    assert radius.strip() in {"0", "0px"}


@pytest.mark.parametrize(
    "lines",
    [
        'with gr.Interface(css=".gradio-container {background-color: red}") as demo:\n    ...\n',
        'demo = gr.Interface(lambda x: x, "text", "text",'
        ' css=".gradio-container {background-color: red}")\n',
    ],
    ids=["without a function", "with a function"],
)
def test_the_page_turns_red(page: Page, launch: Launch, lines: str) -> None:
    page.goto(launch(f"{IMPORT}{lines}demo.launch()\n").url)
    expect(page.locator(".gradio-container")).to_have_css("background-color", "rgb(255, 0, 0)")
    expect(page.locator(".autoui-container")).to_have_css("background-color", "rgb(255, 0, 0)")


def test_the_style_of_a_picture(page: Page, launch: Launch, tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "orange").save(tmp_path / "lion.jpg")
    line = "img = gr.Image(\"lion.jpg\").style(height='24', rounded=False)"
    page.goto(launch(f"{IMPORT}with gr.Blocks() as demo:\n    {line}\ndemo.launch()\n").url)
    picture = page.locator("img").first
    expect(picture).to_have_js_property("naturalWidth", 300)
    box = picture.bounding_box()
    assert box is not None
    assert box["height"] <= 24
    expect(picture).to_have_css("border-top-left-radius", "0px")


# ----------------------------------------------------------------------------------- queue


@pytest.mark.parametrize(
    "lines",
    [
        "demo = gr.Interface(...).queue()\ndemo.launch()\n",
        "with gr.Blocks() as demo:\n    #...\n    pass\ndemo.queue()\ndemo.launch()\n",
        "demo = gr.Interface(len, 'text', 'number')\ndemo.queue(concurrency_count=3)\n"
        "demo.launch()\n",
    ],
    ids=["interface", "blocks", "how many at once"],
)
def test_the_forms_of_queue(page: Page, launch: Launch, lines: str) -> None:
    page.goto(launch(IMPORT + lines).url)
    expect(page.locator("main")).to_be_attached()
    if "len" in lines:
        person = Person(page)
        person.page.get_by_role("textbox").first.fill("four")
        person.run()
        person.sees("4")


# --------------------------------------------------------------------- plain functions, no import


def test_a_plain_calculator(page: Page, serve: Serve, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("num1,operation,num2\n5,add,3\n4,divide,2\n-4,multiply,2.5\n0,subtract,1.2\n")
    served = serve(
        f"{TARGETS / 'plain.py'}:calculator", "--input", "num1=number", "--input", "num2=number",
        "--input", 'operation=radio(["add", "subtract", "multiply", "divide"])',
        "--output", "number", "--examples", "rows.csv", "--title", "Toy Calculator",
        "--description", "Allows you to calculate things like $2+2=4$",
        cwd=tmp_path,
    )  # fmt: skip
    person = Person(page, served.url)
    expect(page).to_have_title("Toy Calculator")
    expect(page.locator(".description math")).to_be_visible()
    page.locator(".chip").nth(1).click()
    expect(page.get_by_role("radio", name="divide")).to_be_checked()
    person.run()
    person.sees("2")
    flag(page)
    assert log_of(tmp_path) == b"num1,operation,num2,Output\n4,divide,2,2\n"
    person.fill("Num2", "0")
    person.run("failed")
    expect(person.result).to_contain_text("Cannot divide by zero!")


def test_plain_functions_with_nothing_said_at_all(page: Page, serve: Serve) -> None:
    served = serve(f"{TARGETS / 'plain.py'}:calculator,slowly_reverse")
    person = Person(page, f"{served.url}#calculator")
    for label, text in (("Num1", "5"), ("Operation", "add"), ("Num2", "3")):
        person.fill(label, text)
    person.run()
    person.sees("8")
    person = Person(page, f"{served.url}#slowly_reverse")
    person.fill("Word", "stressed")
    person.start()
    expect(person.result).to_have_attribute("data-state", "running")
    expect(person.result).to_have_attribute("data-state", "done")
    person.sees("desserts")


def test_a_plain_filter(page: Page, serve: Serve, tmp_path: Path) -> None:
    Image.new("RGB", (30, 20), (200, 150, 100)).save(tmp_path / "photo.png")
    options = ("--input", "im=image", "--output", "image")
    person = Person(page, serve(f"{TARGETS / 'plain.py'}:sepia", *options, cwd=tmp_path).url)
    person.attach("Im", tmp_path / "photo.png")
    person.run()
    expect(person.result.locator("img")).to_have_js_property("naturalWidth", 30)
    flag(page)
    assert log_of(tmp_path) == b"im,Output\nim/0.png,Output/0.png\n"
