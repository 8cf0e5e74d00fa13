"""The functions of ``beside.py``, served by Gradio: ``python gradio_app.py PORT``.

Runs in an environment of its own, which has Gradio and not autoui.
"""

import sys
import time

import gradio as gr
import numpy as np

frames = np.random.default_rng(7).integers(0, 256, (16, 512, 512, 3), dtype=np.uint8)


def add(a, b):
    return a + b


def work(milliseconds):
    time.sleep(milliseconds / 1000)
    return milliseconds


def count(n):
    yield from range(int(n))


def noise(n):
    for i in range(int(n)):
        yield frames[i % 16]


def nap(numbers):
    time.sleep(0.05)
    return [numbers]


with gr.Blocks() as demo:
    first, second, result, image = gr.Number(), gr.Number(), gr.Number(), gr.Image()
    gr.Button().click(add, [first, second], result, api_name="add")
    gr.Button().click(work, first, result, api_name="work")
    gr.Button().click(count, first, result, api_name="count")
    gr.Button().click(noise, first, image, api_name="noise")
    gr.Button().click(nap, first, result, api_name="nap", batch=True, max_batch_size=16)
demo.queue(default_concurrency_limit=None, max_size=None)
demo.launch(server_port=int(sys.argv[1]), quiet=True)
