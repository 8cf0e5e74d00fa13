import time

import numpy as np


def calculator(num1, operation, num2):
    if operation == "add":
        return num1 + num2
    elif operation == "subtract":
        return num1 - num2
    elif operation == "multiply":
        return num1 * num2
    elif operation == "divide":
        if num2 == 0:
            raise ValueError("Cannot divide by zero!")
        return num1 / num2


def sepia(im):
    sepia_filter = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
    sepia_img = im.dot(sepia_filter.T)
    sepia_img /= sepia_img.max()
    return sepia_img


def slowly_reverse(word):
    new_string = ""
    for letter in word:
        time.sleep(0.25)
        new_string = letter + new_string
    return new_string
