def my_generator(x):
    for i in range(x):
        yield i
