"""What lens and sensor do to a frame: blur, movement, noise."""

import cv2
import numpy as np

from station_capture import Pixels


def blurred(image: Pixels, sigma: float) -> Pixels:
    """Out of focus; `sigma` in pixels."""
    if sigma <= 0:
        return image
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def smeared(image: Pixels, length: float) -> Pixels:
    """Moved sideways during the exposure, by so many pixels."""
    whole = int(length)
    kernel = np.zeros((1, 2 * (whole // 2 + 1) + 1), np.float32)
    middle = kernel.shape[1] // 2
    for column in range(kernel.shape[1]):
        inside = length / 2 + 0.5 - abs(column - middle)
        kernel[0, column] = np.clip(inside, 0, 1)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def noisy(image: Pixels, sigma: float) -> Pixels:
    """Noise of a sensor, its standard deviation in levels of 0 to 255."""
    noise = np.random.default_rng(7).normal(0, sigma, image.shape)
    return np.asarray(np.clip(image + noise, 0, 255).round(), np.uint8)
