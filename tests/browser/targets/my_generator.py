import autoui as gr


def my_generator(x):
    for i in range(x):
        yield i


demo = gr.Interface(my_generator, None, "number")
