"""A picture goes in, a picture comes out."""

import numpy as np
from PIL import Image

SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])


def sepia(photo: Image.Image, strength: float = 1.0) -> Image.Image:
    """Give a photo the brown tones of an old print.

    Args:
        photo: Any picture.
        strength: From 0 (as it was) to 1 (all brown).
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"strength must lie between 0 and 1, not {strength}")
    pixels = np.asarray(photo.convert("RGB"), dtype=float)
    toned = pixels @ SEPIA.T
    mixed = pixels + strength * (toned - pixels)
    return Image.fromarray(mixed.clip(0, 255).round().astype(np.uint8))
