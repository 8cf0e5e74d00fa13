"""What code written for Gradio may name that is not here, and what to write in its place."""

import difflib
import functools
import inspect
import sys
import warnings
from abc import ABCMeta
from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

_OWN_BOX = "a page of several functions: autoui serve app.py:f,g"
_OWN_MODULE = "a page runs no script of its own; write a component with a module"
_PLACE = "Row() and Column()"
_LISTEN = "button.click(fn, inputs, outputs), or component.change(…)"
_CHAT = "a function that takes the message and yields the answer: Interface(answer)"
_DRAWN = 'Image(); a drawing can be uploaded or pasted: Image(image_mode="L")'
_DECIDED = "nothing, the page decides that"
_HUB = "a function that calls the model; nothing here calls another host by itself"
_SAMPLE = "the path of a file of your own; media fields offer a sample by themselves"
_CHART = "Plot() with a figure of matplotlib, Plotly, Altair or Bokeh"

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Accordion": "Column(); of many inputs the optional ones fold by themselves",
        "AnnotatedImage": "Image() of a picture that the function has drawn on",
        "Annotatedimage": "Image() of a picture that the function has drawn on",
        "BarPlot": _CHART,
        "Box": "Column()",
        "Brush": _DRAWN,
        "BrowserState": "nothing yet, what is filled in outlives a reload of the page by itself",
        "Cache": 'cache_examples="lazy", or functools.lru_cache on the function',
        "ChatInterface": _CHAT,
        "ChatMessage": _CHAT,
        "Chatbot": _CHAT,
        "Checkboxgroup": "CheckboxGroup()",
        "ClearButton": "nothing, every form has its own reset",
        "Code": "Textbox(lines=10), and Markdown() to show it",
        "CopyData": _LISTEN,
        "Dataset": "Interface(examples=…)",
        "DateTime": "Moment()",
        "DeletedFileData": _LISTEN,
        "DeepLinkButton": "nothing, every call can be copied as a link",
        "Dialogue": "Textbox(lines=10)",
        "DownloadData": _LISTEN,
        "Draggable": _PLACE,
        "DownloadButton": "File() as an output, or a function that returns a Path",
        "DuplicateButton": "nothing, there is no hub",
        "EditData": _LISTEN,
        "Eraser": _DRAWN,
        "EventData": _LISTEN,
        "Examples": "Interface(examples=…)",
        "FileData": "a path: every file that a function takes or gives is one",
        "FileSize": "nothing, uploads of any size go to disk",
        "FileExplorer": "File()",
        "Files": 'File(file_count="multiple")',
        "Group": "Column()",
        "Header": "nothing yet",
        "Highlight": "Markdown() or HTML()",
        "HighlightedText": "Markdown() or HTML()",
        "Highlightedtext": "Markdown() or HTML()",
        "HuggingFaceDatasetSaver": "CSVLogger(), and `autoui flag-export`",
        "I18n": "label=, info= and title= in the language of your page",
        "ImageEditor": _DRAWN,
        "ImageMask": _DRAWN,
        "ImageSlider": "Gallery() with both pictures",
        "InputHTMLAttributes": _DECIDED,
        "KeyUpData": _LISTEN,
        "LayerOptions": _DRAWN,
        "LikeData": _LISTEN,
        "LinePlot": _CHART,
        "List": "Dataframe(), or a parameter annotated list[…]",
        "LoginButton": "a proxy that asks who is there",
        "Matrix": "a parameter annotated numpy.ndarray",
        "MessageDict": _CHAT,
        "Mic": 'Audio(source="microphone")',
        "Microphone": 'Audio(source="microphone")',
        "Model3D": "File(), or HTML() with a viewer of your own",
        "MultimodalTextbox": 'Textbox() and File(file_count="multiple")',
        "NO_RELOAD": "a module of its own for what takes long to load, which the page imports",
        "Navbar": _OWN_BOX,
        "Numpy": "a parameter annotated numpy.ndarray",
        "OAuthProfile": "a proxy that asks who is there",
        "OAuthToken": "a proxy that asks who is there",
        "Paint": _DRAWN,
        "ParamViewer": "nothing, the page shows its signature, and `API` all of its endpoints",
        "Parallel": _OWN_BOX,
        "PlayableVideo": "Video()",
        "Request": "nothing yet, a function sees its inputs only",
        "RetryData": _LISTEN,
        "ScatterPlot": _CHART,
        "SelectData": _LISTEN,
        "Series": "a function that calls the others",
        "Server": "`autoui serve`",
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
        "UndoData": _LISTEN,
        "UploadButton": "File()",
        "Variable": "Interface() and a value of the module",
        "Walkthrough": _OWN_BOX,
        "WatermarkOptions": _DECIDED,
        "WaveformOptions": _DECIDED,
        "Webcam": 'Image(source="webcam")',
        "WebcamOptions": _DECIDED,
        "Workflow": "a function that calls the others",
        "WorkflowCanvas": "a function that calls the others",
        "api": "nothing, every function is an endpoint",
        "blocks": "autoui.Blocks",
        "cache": 'cache_examples="lazy", or functools.lru_cache on the function',
        "close_all": "close() of what launch() returned",
        "deploy": "`autoui serve` on a machine of yours, behind a proxy",
        "exceptions": "autoui.Error",
        "events": _LISTEN,
        "examples": "Interface(examples=…)",
        "external": _HUB,
        "flagging": "autoui.CSVLogger, autoui.FlaggingCallback",
        "get_audio": _SAMPLE,
        "get_file": _SAMPLE,
        "get_image": _SAMPLE,
        "get_model3d": _SAMPLE,
        "get_video": _SAMPLE,
        "helpers": "Interface(examples=…), autoui.Progress, autoui.Info, autoui.Warning",
        "interface": "autoui.Interface",
        "layouts": "autoui.Row, autoui.Column",
        "load": "autoui.Client(url) to call a running page",
        "mix": "a function that calls the others",
        "mount_gradio_app": "`autoui serve` beside the other application, behind one proxy",
        "on": _LISTEN,
        "load_chat": _CHAT,
        "load_openapi": "a function that calls the other service",
        "mcp": "/openapi.json, which describes every function",
        "oauth": "a proxy that asks who is there",
        "pipelines": _HUB,
        "processing_utils": 'Image(type="pil"), Audio(type="numpy") and the like',
        "render": "Blocks() with what may be needed",
        "routes": "`autoui serve`",
        "set_static_paths": "--allow-path FOLDER",
        "skip": "return the value that stands there already",
        "tunneling": "a proxy or tunnel of your own; nothing here calls another host",
        "update": "return the value itself",
        "validators": "raise ValueError, or annotate what is allowed",
        "validate": "raise ValueError, or annotate what is allowed",
    }
)
"""The nearest thing for each name of Gradio's that is not here."""

INNER = frozenset(
    {
        *("analytics", "audio_stream_encoder", "block_function", "blocks_events"),
        *("brotli_middleware", "caching", "chat_interface", "cli", "component", "component_meta"),
        *("context", "data_classes", "documentation", "external_utils", "get_package_version"),
        *("gradio", "history", "http_server", "i18n", "image_utils", "ipython_ext", "json"),
        *("load_ipython_extension", "media", "networking", "node_server", "pipelines_utils"),
        *("profiling", "queueing", "ranged_response", "renderable", "route_utils", "server"),
        *("screen_recording_utils", "server_messages", "state_holder", "strings", "test_data"),
        *("utils", "workflow", "workflow_provider_shims"),
    }
)
"""Modules of Gradio's own workings."""

MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        "clear": _LISTEN,
        "close": "close() of what launch() returned",
        "failure": "a function that calls the others",
        "from_pipeline": "Interface() of a function that calls the pipeline",
        "integrate": "FlaggingCallback(), or a function that tells the others",
        "load": _HUB,
        "row_limits": "annotate the parameter; a table takes any number of rows",
        "server_functions": "button.click(fn, inputs, outputs)",
        "static_columns": "a result is not edited, and all of an input is; leave it out",
        "stream_every": "let the function be a generator that yields when it has something",
        "select": "change(…), whose function takes the component's value",
        "stream": "a function that yields, or Interface(live=True)",
        "success": "a function that calls the others",
        "then": "a function that calls the others",
        "unload": "cancel_on_leave=True, which ends the runs of a page that is closed",
        "unrender": "Blocks() with what may be needed",
        "update": "return the value itself",
        "upload": "change(…), which comes when a file is there",
    }
)
"""What to write for methods of Gradio's that are not here; ``change`` stands for other events."""

EVENTS = frozenset(
    {
        *("blur", "copy", "delete", "download", "edit", "end", "focus", "key_up", "pause", "play"),
        *("pause_recording", "preview_close", "preview_open", "start_recording", "stop"),
        *("stop_recording", "like", "tick", "apply", "double_click", "expand", "collapse"),
        *("example_select", "option_select", "retry", "undo"),
    }
)
"""Events of Gradio's that nothing here emits."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "auth": "put a proxy in front that asks for a password",
        "auth_message": "put a proxy in front that asks for a password",
        "auth_dependency": "put a proxy in front that asks who is there",
        "blocked_paths": "only what --allow-path names is served beside a run's own files",
        "brush_color": "a picture is not drawn on here",
        "brush_radius": "a picture is not drawn on here",
        "column_limits": "annotate the parameter; a table takes any number of columns",
        "css_template": _OWN_MODULE,
        "dataset_file_name": "write --flagging-dir; `autoui flag-export -o FILE` names a file",
        "default": "write value=",
        "cancels": "every run can be stopped on the page; leave it out",
        "css_paths": "give the path to css=",
        "every": "let the function be a generator that yields again and again",
        "file_types": "pictures of every kind are taken",
        "html_template": _OWN_MODULE,
        "inputs": "value= is shown as it is; let a listener change it",
        "interpretation": "let the function return what explains its result",
        "js": _OWN_MODULE,
        "js_on_load": _OWN_MODULE,
        "link": "Markdown() with a link",
        "link_target": "Markdown() with a link",
        "head_paths": "a page takes nothing into its head; css= and thumbnail= are there",
        "head": "a page takes nothing into its head; css= and thumbnail= are there",
        "mask_opacity": "a picture is not drawn on here",
        "max_file_size": "files of up to 200 MB are taken",
        "mcp_server": "every function is described in /openapi.json",
        "num_shap": "let the function return what explains its result",
        "pinned_columns": "wide tables scroll; leave it out",
        "precision": "write step=, or integer=True",
        "props": _OWN_MODULE,
        "root_path": "addresses of a page are relative: any prefix works without it",
        "row_limits": "annotate the parameter; a table takes any number of rows",
        "server_functions": "button.click(fn, inputs, outputs)",
        "static_columns": "a result is not edited, and all of an input is; leave it out",
        "stream_every": "let the function be a generator that yields when it has something",
        "ssl_certfile": "put a proxy in front that speaks https",
        "ssl_keyfile": "put a proxy in front that speaks https",
        "ssl_keyfile_password": "put a proxy in front that speaks https",
        "ssl_verify": "put a proxy in front that speaks https",
        "strict_cors": "pages of other hosts are never answered; leave it out",
        "streaming": "let the function be a generator",
        "time_limit": "write --timeout, or launch(timeout=…)",
        "tool": "a picture is not drawn on here; leave it out",
        "validator": "raise ValueError, or annotate what is allowed",
        "_js": _OWN_MODULE,
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
        *("capture_session", "enable_queue", "encrypt", "layout", "show_input", "show_output"),
        *("app_kwargs", "enable_monitoring", "footer_links", "inline", "num_workers", "pwa"),
        *("node_port", "node_server_name", "run_history", "ssr_mode", "state_session_capacity"),
        *("simplify_file_data", "theme_mode", "verbose", "file_directories", "show_tips"),
        *("additional_inputs_accordion", "allow_reordering", "apply_default_css", "example_labels"),
        *("filterable", "fit_columns", "num_choices_shown", "placeholder", "playback_position"),
        *("recording", "show_select_all", "sources", "_api_mode"),
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
    if name in INNER:
        return f"autoui has no {name}; that is a part of Gradio's own workings, leave it out"
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"autoui has no {name}" + (f"; the nearest there is: autoui.{near[0]}" if near else "")


def cure_of(keyword: str, known: Iterable[str]) -> str:
    """Return what to do about a keyword that is not known, or an empty text."""
    if keyword in WORDS:
        return WORDS[keyword]
    near = difflib.get_close_matches(keyword, list(known), n=1)
    return f"did you mean {near[0]}=?" if near else ""


def absent_member(owner: str, name: str, known: Iterable[str]) -> str:
    """Return what to say of an attribute that a class of autoui's does not have."""
    said = f"{owner} has no {name}"
    cure = MEMBERS.get(name) or (_LISTEN if name in EVENTS else "")
    if cure:
        return f"{said}; in its place: {cure}"
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"{said}; the nearest there is: {near[0]}" if near else said


class _Members(ABCMeta):
    """A class whose missing attributes say what is there in their place."""

    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            raise AttributeError(_missing(cls, name))


class Told(metaclass=_Members):
    """What code written for Gradio calls methods of: those that are missing say what to write."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(_missing(type(self), name))


def _missing(owner: type, name: str) -> str:
    if name.startswith("_"):
        return f"{owner.__name__} has no {name}"
    return absent_member(owner.__name__, name, (one for one in dir(owner) if one[0] != "_"))


def passes(owner: str, keyword: str, value: Any = True) -> bool:  # noqa: FBT002 - any value
    """Return whether an unknown keyword may be left out, having warned that it is.

    A keyword of Gradio's that is None or False asks for nothing, so nothing is said of it.
    """
    if (value is None or value is False) and (keyword in LOOKS or keyword in WORDS):
        return True
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
        Those that are known; ``_bare`` for ``container=False`` where that is none of them, and
        ``_late`` for ``render=False``.

    Raises:
        TypeError: One that nobody knows; the message says what to do about it.
    """
    known = _declared(component)
    if known is None or options.keys() <= known:
        return dict(options)
    found: dict[str, Any] = {}
    for keyword, value in options.items():
        if keyword in known:
            found[keyword] = value
        elif keyword == "container":
            found["_bare"] = value is False
        elif keyword == "sources" and "source" in known:
            found["source"] = _source_of(value)
        elif keyword == "render":
            found["_late"] = value is False
        elif not passes(component.__name__, keyword, value):
            cure = cure_of(keyword, known)
            raise TypeError(f"{component.__name__} has no {keyword}={f': {cure}' if cure else ''}")
    return found


@functools.lru_cache(maxsize=256)
def _declared(component: type) -> Set[str] | None:
    """Return the keywords that a constructor declares, or None where it declares none."""
    options = inspect.signature(component).parameters.get("options")
    types = getattr(options.annotation, "__args__", ()) if options is not None else ()
    return types[0].__annotations__.keys() if types else None


def _source_of(sources: Any) -> str:
    """Return which of several sources comes first on the page; every one of them is offered."""
    several = [sources] if isinstance(sources, str) else list(sources or ())
    return str(several[0]) if several and several[0] != "clipboard" else "upload"
