"""Point at any Python function and get a web app, an HTTP API and a client of it.

Names are loaded when they are first used: ``import autoui`` alone loads nothing else.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from autoui.client.client import Client as Client
    from autoui.components.any import Anything as Anything
    from autoui.components.audio import Audio as Audio
    from autoui.components.base import Component as Component
    from autoui.components.button import Button as Button
    from autoui.components.choice import CheckboxGroup as CheckboxGroup
    from autoui.components.choice import Choice as Choice
    from autoui.components.choice import Dropdown as Dropdown
    from autoui.components.choice import Radio as Radio
    from autoui.components.color import ColorPicker as ColorPicker
    from autoui.components.figure import Figure as Figure
    from autoui.components.file import File as File
    from autoui.components.gallery import Gallery as Gallery
    from autoui.components.html import Html as Html
    from autoui.components.image import Image as Image
    from autoui.components.json import Json as Json
    from autoui.components.label import Label as Label
    from autoui.components.lines import Append as Append
    from autoui.components.lines import Replace as Replace
    from autoui.components.listing import Listing as Listing
    from autoui.components.markdown import Markdown as Markdown
    from autoui.components.moment import Moment as Moment
    from autoui.components.number import Number as Number
    from autoui.components.slider import Slider as Slider
    from autoui.components.switch import Checkbox as Checkbox
    from autoui.components.table import Dataframe as Dataframe
    from autoui.components.text import Secret as Secret
    from autoui.components.text import Text as Text
    from autoui.components.text import TextArea as TextArea
    from autoui.components.text import Textbox as Textbox
    from autoui.components.video import Video as Video
    from autoui.errors import AutouiError as AutouiError
    from autoui.errors import Error as Error
    from autoui.inject import Info as Info
    from autoui.inject import Progress as Progress
    from autoui.inject import Warning as Warning  # noqa: A004 - the name that people know
    from autoui.page.blocks import Blocks as Blocks
    from autoui.page.interface import Interface as Interface
    from autoui.page.layout import Column as Column
    from autoui.page.layout import Row as Row
    from autoui.page.options import options as options
    from autoui.page.theme import themes as themes
    from autoui.records.flags import CSVLogger as CSVLogger
    from autoui.records.flags import FlaggingCallback as FlaggingCallback
    from autoui.showing.auto import Auto as Auto

    DataFrame = Dataframe
    HTML = Html
    JSON = Json
    Plot = Figure

_MENU = {
    "Anything": "components.any", "Append": "components.lines", "Audio": "components.audio",
    "Auto": "showing.auto", "AutouiError": "errors",
    "Blocks": "page.blocks", "Button": "components.button", "CSVLogger": "records.flags",
    "Checkbox": "components.switch",
    "CheckboxGroup": "components.choice", "Choice": "components.choice",
    "Client": "client.client", "ColorPicker": "components.color",
    "Column": "page.layout", "Component": "components.base",
    "DataFrame": "components.table:Dataframe", "Dataframe": "components.table",
    "Dropdown": "components.choice", "Error": "errors", "Figure": "components.figure",
    "File": "components.file", "FlaggingCallback": "records.flags",
    "Gallery": "components.gallery",
    "HTML": "components.html:Html", "Html": "components.html",
    "Image": "components.image", "Info": "inject", "Interface": "page.interface",
    "JSON": "components.json:Json",
    "Json": "components.json", "Label": "components.label", "Listing": "components.listing",
    "Markdown": "components.markdown", "Moment": "components.moment",
    "Number": "components.number", "Plot": "components.figure:Figure",
    "Progress": "inject", "Radio": "components.choice", "Row": "page.layout",
    "Replace": "components.lines", "Secret": "components.text",
    "Slider": "components.slider", "Text": "components.text", "TextArea": "components.text",
    "Textbox": "components.text", "Video": "components.video", "Warning": "inject",
    "options": "page.options", "themes": "page.theme",
}  # fmt: skip

_GROUPS = frozenset({"components", "inputs", "outputs", "templates"})
"""Under which older code looks for components: ``gr.inputs.Textbox``."""

__all__ = [*sorted(_MENU), "__version__"]  # noqa: PLE0604 - the menu's keys are strings


def __getattr__(name: str) -> Any:
    import importlib

    if name in _MENU:
        module, _, attribute = _MENU[name].partition(":")
        value = getattr(importlib.import_module(f"autoui.{module}"), attribute or name)
        globals()[name] = value
        return value
    if name in _GROUPS:
        return importlib.import_module("autoui.components")
    if not name.startswith("_"):
        from autoui.migration import absent

        raise AttributeError(absent(name, _MENU))
    raise AttributeError(f"module 'autoui' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
