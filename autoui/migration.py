"""What code written for Gradio may name that is not here, and what to write in its place."""

import difflib
import inspect
import sys
import warnings
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

_OWN_BOX = "a page of several functions: autoui serve app.py:f,g"
_PLACE = "Row() and Column()"
_LISTEN = "button.click(fn, inputs, outputs), or component.change(…)"
_CHAT = "a function that takes the message and yields the answer: Interface(answer)"
_DRAWN = 'Image(); a drawing can be uploaded or pasted: Image(image_mode="L")'
_CHART = "Plot() with a figure of matplotlib, Plotly, Altair or Bokeh"

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Accordion": "Column(); of many inputs the optional ones fold by themselves",
        "AnnotatedImage": "Image() of a picture that the function has drawn on",
        "BarPlot": _CHART,
        "Box": "Column()",
        "BrowserState": "nothing yet, what is filled in outlives a reload of the page by itself",
        "Cache": 'cache_examples="lazy", or functools.lru_cache on the function',
        "ChatInterface": _CHAT,
        "Chatbot": _CHAT,
        "ClearButton": "nothing, every form has its own reset",
        "Code": "Textbox(lines=10), and Markdown() to show it",
        "DataFrame": "Dataframe()",
        "Dataset": "Interface(examples=…)",
        "DateTime": "Moment()",
        "DeepLinkButton": "nothing, every call can be copied as a link",
        "DownloadButton": "File() as an output, or a function that returns a Path",
        "DuplicateButton": "nothing, there is no hub",
        "Examples": "Interface(examples=…)",
        "FileExplorer": "File()",
        "Files": 'File(file_count="multiple")',
        "Group": "Column()",
        "Header": "nothing yet",
        "HighlightedText": "Markdown() or HTML()",
        "HuggingFaceDatasetSaver": "CSVLogger(), and `autoui flag-export`",
        "ImageEditor": _DRAWN,
        "ImageMask": _DRAWN,
        "ImageSlider": "Gallery() with both pictures",
        "LinePlot": _CHART,
        "List": "Dataframe(), or a parameter annotated list[…]",
        "LoginButton": "a proxy that asks who is there",
        "Matrix": "a parameter annotated numpy.ndarray",
        "Mic": 'Audio(source="microphone")',
        "Microphone": 'Audio(source="microphone")',
        "Model3D": "File(), or HTML() with a viewer of your own",
        "MultimodalTextbox": 'Textbox() and File(file_count="multiple")',
        "Navbar": _OWN_BOX,
        "Numpy": "a parameter annotated numpy.ndarray",
        "OAuthProfile": "a proxy that asks who is there",
        "OAuthToken": "a proxy that asks who is there",
        "Paint": _DRAWN,
        "ParamViewer": "nothing, the page shows its signature, and `API` all of its endpoints",
        "Parallel": _OWN_BOX,
        "PlayableVideo": "Video()",
        "Request": "nothing yet, a function sees its inputs only",
        "ScatterPlot": _CHART,
        "SelectData": _LISTEN,
        "Series": "a function that calls the others",
        "Sidebar": "Column()",
        "SimpleCSVLogger": "CSVLogger()",
        "Sketchpad": _DRAWN,
        "State": "Interface() and a value of the module, or a file, for what is to stay",
        "Step": _OWN_BOX,
        "Success": "Info()",
        "Tab": _OWN_BOX,
        "TabItem": _OWN_BOX,
        "TabbedInterface": _OWN_BOX,
        "Tabs": _OWN_BOX,
        "Theme": "themes.Theme()",
        "Timer": "Interface(live=True), or a generator that yields again and again",
        "UploadButton": "File()",
        "Variable": "Interface() and a value of the module",
        "Walkthrough": _OWN_BOX,
        "Webcam": 'Image(source="webcam")',
        "api": "nothing, every function is an endpoint",
        "blocks": "autoui.Blocks",
        "cache": 'cache_examples="lazy", or functools.lru_cache on the function',
        "flagging": "autoui.CSVLogger, autoui.FlaggingCallback",
        "inputs": "the components themselves: autoui.Textbox, autoui.Image, …",
        "interface": "autoui.Interface",
        "layouts": "autoui.Row, autoui.Column",
        "load": "autoui.Client(url) to call a running page",
        "mix": "a function that calls the others",
        "mount_gradio_app": "`autoui serve` beside the other application, behind one proxy",
        "on": _LISTEN,
        "outputs": "the components themselves: autoui.Textbox, autoui.Image, …",
        "render": "Blocks() with what may be needed",
        "routes": "`autoui serve`",
        "set_static_paths": "--allow-path FOLDER",
        "skip": "return the value that stands there already",
        "templates": "the components themselves: autoui.Textbox, autoui.Image, …",
        "update": "return the value itself",
        "validate": "raise ValueError, or annotate what is allowed",
    }
)
"""The nearest thing for each name of Gradio's that is not here."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "additional_inputs": "put them into inputs=; the optional ones of many fold by themselves",
        "auth": "put a proxy in front that asks for a password",
        "auth_dependency": "put a proxy in front that asks who is there",
        "blocked_paths": "only what --allow-path names is served beside a run's own files",
        "brush_color": "a picture is not drawn on here",
        "brush_radius": "a picture is not drawn on here",
        "cache_mode": 'write cache_examples="lazy"',
        "cancels": "every run can be stopped on the page; leave it out",
        "css_paths": "give the path to css=",
        "every": "let the function be a generator that yields again and again",
        "example_labels": "rows show their values; leave it out",
        "inputs": "value= is shown as it is; let a listener change it",
        "interpretation": "let the function return what explains its result",
        "js": "a page runs no script of its own; write a component with a module",
        "head": "a page takes nothing into its head; css= and thumbnail= are there",
        "mask_opacity": "a picture is not drawn on here",
        "mcp_server": "every function is described in /openapi.json",
        "num_shap": "let the function return what explains its result",
        "randomize": "give value= what it starts at",
        "root_path": "addresses of a page are relative: any prefix works without it",
        "render": "make the component where it is to stand",
        "ssl_certfile": "put a proxy in front that speaks https",
        "ssl_keyfile": "put a proxy in front that speaks https",
        "streaming": "let the function be a generator",
        "time_limit": "write --timeout, or launch(timeout=…)",
        "tool": "a picture is not drawn on here; leave it out",
        "validator": "raise ValueError, or annotate what is allowed",
        "_js": "a page runs no script of its own; write a component with a module",
    }
)
"""What to do about keywords of Gradio's that mean something which is not here."""

LOOKS = frozenset(
    {
        *("alt_text", "autofocus", "autoplay", "autoscroll", "buttons", "col_count", "color"),
        *("column_count", "column_widths", "datatype", "deep_link", "editable", "fill_height"),
        *("fill_width", "header_links", "html_attributes", "icon", "key", "latex_delimiters"),
        *("line_breaks", "loop", "max_chars", "max_cols", "max_height", "max_rows", "min_height"),
        *("min_width", "mirror_webcam", "overflow_row_behaviour", "padding", "preserved_by_key"),
        *("row_count", "rtl", "sanitize_html", "scale", "show_copy_button", "size", "text_align"),
        *("show_download_button", "show_fullscreen_button", "show_heading", "show_indices"),
        *("show_row_numbers", "show_search", "show_share_button", "waveform_options", "wrap"),
        *("webcam_options", "api_visibility", "api_description", "show_api", "submit_btn"),
        *("stop_btn", "clear_btn", "show_progress", "show_progress_on", "trigger_mode"),
        *("allow_duplication", "delete_cache", "preload_example", "equal_height", "variant"),
        *("include_audio", "watermark", "subtitles", "open", "allow_preview", "selected_index"),
        *("format", "height", "rows", "type", "width"),
    }
)
"""Keywords of Gradio's for things that a page decides by itself: they warn and change nothing."""


def absent(name: str, known: Iterable[str]) -> str:
    """Return what to say of a name that autoui does not have."""
    if name in NAMES:
        return f"autoui has no {name}; in its place: {NAMES[name]}"
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"autoui has no {name}" + (f"; the nearest there is: autoui.{near[0]}" if near else "")


def cure_of(keyword: str, known: Iterable[str]) -> str:
    """Return what to do about a keyword that is not known, or an empty text."""
    if keyword in WORDS:
        return WORDS[keyword]
    near = difflib.get_close_matches(keyword, list(known), n=1)
    return f"did you mean {near[0]}=?" if near else ""


def passes(owner: str, keyword: str) -> bool:
    """Return whether an unknown keyword may be left out, having warned that it is."""
    if keyword in LOOKS:
        said = f"{owner}: {keyword}= changes nothing here"
        warnings.warn(said, UserWarning, stacklevel=_frames_of_ours())
    return keyword in LOOKS


def _frames_of_ours() -> int:
    """Return how far up the author's own line is, for a warning that is to name it."""
    frame, count = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("autoui."):
        frame, count = frame.f_back, count + 1
    return count


def keywords(component: type, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords that a component's constructor got, under the names that it knows.

    Args:
        component: Its class; what ``options`` is annotated with in its constructor is known.
        options: The keywords.

    Returns:
        Those that are known; ``_bare`` for ``container=False`` where that is none of them.

    Raises:
        TypeError: One that nobody knows; the message says what to do about it.
    """
    known = _declared(component)
    found: dict[str, Any] = {}
    for keyword, value in options.items():
        if known is None or keyword in known:
            found[keyword] = value
        elif keyword == "container":
            found["_bare"] = value is False
        elif keyword == "sources" and "source" in known:
            found["source"] = _source_of(value)
        elif not passes(component.__name__, keyword):
            cure = cure_of(keyword, known)
            raise TypeError(f"{component.__name__} has no {keyword}={f': {cure}' if cure else ''}")
    return found


def _declared(component: type) -> Collection[str] | None:
    """Return the keywords that a constructor declares, or None where it declares none."""
    options = inspect.signature(component).parameters.get("options")
    types = getattr(options.annotation, "__args__", ()) if options is not None else ()
    return types[0].__annotations__.keys() if types else None


def _source_of(sources: Any) -> str:
    """Return which of several sources comes first on the page; every one of them is offered."""
    several = [sources] if isinstance(sources, str) else list(sources or ())
    return str(several[0]) if several and several[0] != "clipboard" else "upload"
