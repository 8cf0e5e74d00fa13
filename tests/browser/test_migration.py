"""Code written for Gradio that does something when its page is opened."""

from playwright.sync_api import Page, expect

from tests.browser.served import Launch

APP = """import autoui as gr

def greet(name):
    return f"Hello {name}"

with gr.Blocks() as demo:
    name = gr.Textbox("Ada", label="Name")
    share = gr.Slider(0, 1_000_000, step=1, randomize=True, label="Share")
    hidden = gr.Textbox("unseen", label="Secret", visible=False)
    greeting = gr.Textbox(label="Greeting")
    seen = gr.Number(label="Seen")
    demo.load(greet, name, greeting)
    name.input(lambda text: text.upper(), name, greeting)
    gr.Button("Look").click(lambda value: value, share, seen)

demo.launch()
"""


def test_a_page_that_is_opened_calls_its_function_and_draws_its_lots(
    page: Page, launch: Launch
) -> None:
    url = launch(APP).url
    drawn = set()
    for _ in range(3):
        page.goto(url)
        greeting = page.locator("[data-output]", has=page.get_by_text("Greeting"))
        expect(greeting).to_contain_text("Hello Ada")
        expect(page.get_by_label("Secret")).to_be_hidden()
        value = page.get_by_label("Share, exact").input_value()
        assert 0 <= int(value) <= 1_000_000
        drawn.add(value)
    assert len(drawn) > 1
    page.get_by_role("button", name="Look").click()
    shown = page.locator("[data-output]", has=page.get_by_text("Seen"))
    expect(shown).to_contain_text(f"{int(value):,}".replace(",", " ")[:1])
    page.get_by_label("Name").fill("Grace")
    expect(greeting).to_contain_text("GRACE")
