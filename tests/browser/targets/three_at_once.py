import os
import time
from pathlib import Path

import autoui as gr


def wait(name):
    while not Path(os.environ["GO"]).exists():
        time.sleep(0.01)
    return name


demo = gr.Interface(wait, "text", "text")
demo.queue(concurrency_count=3)
demo.launch()
