"""Landmarks as coloured dots, and a network with YuNet's outputs that sees such dots.

YuNet itself is no part of any library. This network is loaded and run, and its answer decoded, by
`cv2.FaceDetectorYN` in the same way; what it detects depends on the picture alone. A face is a
green dot, the tip of the nose; blue and red dots near it are the eyes, cyan and magenta ones the
corners of the mouth, each first the one left in the picture. Its landmarks are the dots' centroids
within a window around the nose, so one picture may hold several faces.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from portraits.scene import Floats, Point, Scene
from station_capture import Pixels

COLOURS: Final = ((255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 255, 0), (255, 0, 255))
"""Blue, green, red of the dots, in YuNet's order: eyes, nose, corners of the mouth."""
# From between the eyes, in eye distances; the last from the axis about which the head turns.
_DRAWN: Final = (
    (-0.5, 0.0, 1.2),
    (0.5, 0.0, 1.2),
    (0.0, 0.62, 1.6),
    (-0.36, 1.04, 1.35),
    (0.36, 1.04, 1.35),
)
_STRIDES: Final = (8, 16, 32)
# Faces are told by the stride whose share they are, by the eyes' distance in network pixels.
_SHARES: Final = ((0.0, 24.0), (24.0, 40.0), (40.0, 1e6))
_REACH: Final = 48
"""Network pixels around the nose in which its landmarks lie."""
_BOX: Final = 2.2
"""Width of a face in eye distances, between the boxes of YuNet and those of the cascades."""
_SHIFT: Final = 4


def landmarks_of_drawing(scene: Scene, turned: float = 0.0) -> list[Point]:
    """Where a drawn person has eyes, nose and the corners of the mouth; turned by degrees."""
    (x0, y0), turn = scene.middle, math.radians(turned)
    return [
        (x0 + scene.unit * (x * math.cos(turn) + depth * math.sin(turn)), y0 + scene.unit * y)
        for x, y, depth in _DRAWN
    ]


def marked(image: Pixels, points: Sequence[Point], radius: float) -> Pixels:
    """The picture with a face's five dots on it: eyes, nose, corners of the mouth."""
    copy = image.copy()
    for (x, y), colour in zip(points, COLOURS, strict=True):
        at = round(x * 2**_SHIFT), round(y * 2**_SHIFT)
        cv2.circle(copy, at, round(radius * 2**_SHIFT), colour, -1, cv2.LINE_AA, _SHIFT)
    return copy


@cache
def network() -> bytes:
    """The ONNX file."""
    return _written(_Graph().built())


@cache
def other_network() -> bytes:
    """A sound ONNX file of a network that finds no faces."""
    graph = helper.make_graph(
        [helper.make_node("Relu", ["input"], ["output"])],
        "other",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 320, 320])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 3, 320, 320])],
    )
    return _written(graph)


@cache
def short_network() -> bytes:
    """A sound ONNX file whose outputs have YuNet's names, but three values each."""
    names = [f"{kind}_{stride}" for kind in ("cls", "obj", "bbox", "kps") for stride in _STRIDES]
    graph = helper.make_graph(
        [
            helper.make_node("GlobalAveragePool", ["input"], ["mean"]),
            *(helper.make_node("Relu", ["mean"], [name]) for name in names),
        ],
        "short",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 320, 320])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, 1, 1]) for name in names],
    )
    return _written(graph)


def _written(graph: onnx.GraphProto) -> bytes:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)])
    model.ir_version = 7
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


class _Graph:
    """Writes the network's nodes one after the other; a value is known by its name."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._outputs: dict[str, list[int]] = {}
        self._named = 0

    def built(self) -> onnx.GraphProto:
        """The whole network."""
        dots = self._dots()
        for stride, share in zip(_STRIDES, _SHARES, strict=True):
            self._head(dots, stride, share)
        # FaceDetectorYN asks for them by name; YuNet's order is by kind.
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
            for name, shape in sorted(self._outputs.items())
        ]
        picture = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 320, 320])
        return helper.make_graph(
            self._nodes, "dots", [picture], outputs, initializer=self._constants
        )

    def _dots(self) -> str:
        """(1, 5, h, w): how much of each pixel is of each dot's colour, 0 to 1.

        Of a colour with one full channel, what that has over both others; of one with two, what
        the lesser of them has over the third.
        """
        parts = [self._slice(channel) for channel in range(3)]
        return self._node("Concat", [self._share(parts, colour) for colour in COLOURS], axis=1)

    def _share(self, channels: list[str], colour: tuple[int, int, int]) -> str:
        full = [part for part, level in zip(channels, colour, strict=True) if level]
        none = [part for part, level in zip(channels, colour, strict=True) if not level]
        lesser = full[0] if len(full) == 1 else self._node("Min", full)
        most = none[0] if len(none) == 1 else self._node("Max", none)
        over = self._node("Sub", [lesser, most])
        # Skin, clothes and lips are up to 80 levels apart in their channels.
        above = self._node("Sub", [over, self._constant([[[[110.0]]]])])
        return self._node("Relu", [self._node("Mul", [above, self._constant([[[[1 / 145]]]])])])

    def _slice(self, channel: int) -> str:
        weight = np.zeros((1, 3, 1, 1), np.float32)
        weight[0, channel] = 1
        return self._node("Conv", ["input", self._constant(weight)], kernel_shape=[1, 1])

    def _head(self, dots: str, stride: int, share: tuple[float, float]) -> None:
        """The four outputs of one stride: one anchor at each cell's upper left corner."""
        masses, right, down = (
            self._summed(dots, stride, columns, rows)
            for columns, rows in (("one", "one"), ("ramp", "one"), ("one", "ramp"))
        )
        known = self._node("Add", [masses, self._constant([[[[1e-3]]]])])
        # The middle of a pixel is half a pixel from the edge that places are counted from.
        x, y = (self._plus(self._node("Div", [part, known]), 0.5) for part in (right, down))
        xs, ys = (self._split(part) for part in (x, y))
        length = self._eyes_apart(xs, ys)
        found = self._found(masses, (xs[2], ys[2]), length, (stride, share))
        self._tell(f"cls_{stride}", found, 1, stride)
        self._tell(f"obj_{stride}", found, 1, stride)
        size = self._node("Log", [self._times(length, _BOX / stride)])
        middle = [self._times(each, 1 / stride) for each in (xs[2], ys[2])]
        self._tell(f"bbox_{stride}", self._node("Concat", [*middle, size, size], axis=1), 4, stride)
        points = [
            self._times(each, 1 / stride) for pair in zip(xs, ys, strict=True) for each in pair
        ]
        self._tell(f"kps_{stride}", self._node("Concat", points, axis=1), 10, stride)

    def _summed(self, dots: str, stride: int, columns: str, rows: str) -> str:
        """(1, 5, rows, columns): what lies around each anchor, weighed by its place if a ramp."""
        ramp = np.arange(-_REACH, _REACH + 1, dtype=np.float32)
        line = {"one": np.ones_like(ramp), "ramp": ramp}
        side = 2 * _REACH + 1
        lying = np.repeat(line[columns].reshape(1, 1, 1, side), 5, axis=0)
        upright = np.repeat(line[rows].reshape(1, 1, side, 1), 5, axis=0)
        across = self._conv(dots, lying, (1, side), (0, _REACH), (1, stride))
        return self._conv(across, upright, (side, 1), (_REACH, 0), (stride, 1))

    def _conv(
        self,
        source: str,
        weight: Floats,
        kernel: tuple[int, int],
        pad: tuple[int, int],
        steps: tuple[int, int],
    ) -> str:
        # The last anchor of a row lies within the picture, so both ends are padded alike.
        return self._node(
            "Conv",
            [source, self._constant(weight)],
            kernel_shape=kernel,
            pads=[*pad, *pad],
            strides=steps,
            group=5,
        )

    def _eyes_apart(self, xs: list[str], ys: list[str]) -> str:
        across = self._node("Sub", [xs[1], xs[0]])
        down = self._node("Sub", [ys[1], ys[0]])
        squares = [self._node("Mul", [each, each]) for each in (across, down)]
        both = self._node("Add", [self._node("Add", squares), self._constant([[[[1.0]]]])])
        return self._node("Sqrt", [both])

    def _found(
        self,
        masses: str,
        nose: tuple[str, str],
        length: str,
        of_stride: tuple[int, tuple[float, float]],
    ) -> str:
        """1 at the anchor whose cell holds the nose of a whole face of this stride's share."""
        stride, (least, most) = of_stride
        parts = self._split(masses)
        tests = [self._above(part, 0.5) for part in parts]
        for place in nose:
            tests += [self._above(place, -0.01), self._below(place, stride - 0.01)]
        tests += [self._above(length, least), self._below(length, most)]
        worst = self._node("Min", tests)
        return self._node("Sigmoid", [worst])

    def _above(self, value: str, limit: float) -> str:
        return self._times(self._node("Sub", [value, self._constant([[[[limit]]]])]), 1000.0)

    def _below(self, value: str, limit: float) -> str:
        return self._times(self._node("Sub", [value, self._constant([[[[limit]]]])]), -1000.0)

    def _plus(self, value: str, more: float) -> str:
        return self._node("Add", [value, self._constant([[[[more]]]])])

    def _times(self, value: str, factor: float) -> str:
        return self._node("Mul", [value, self._constant([[[[factor]]]])])

    def _split(self, value: str) -> list[str]:
        names = [self._name() for _ in COLOURS]
        self._nodes.append(helper.make_node("Split", [value], names, axis=1, split=[1] * 5))
        return names

    def _tell(self, name: str, value: str, width: int, stride: int) -> None:
        """Anchors by row and column, as (1, anchors, width)."""
        last = self._node("Transpose", [value], perm=[0, 2, 3, 1])
        shape = self._constant(np.array([1, -1, width], np.int64))
        self._nodes.append(helper.make_node("Reshape", [last, shape], [name]))
        self._outputs[name] = [1, (320 // stride) ** 2, width]

    def _node(self, kind: str, inputs: list[str], **attributes: int | Sequence[int]) -> str:
        name = self._name()
        node = helper.make_node(kind, inputs, [name])
        node.attribute.extend(
            helper.make_attribute(key, value) for key, value in attributes.items()
        )
        self._nodes.append(node)
        return name

    def _constant(self, value: NDArray[np.generic] | Sequence[object]) -> str:
        name = self._name()
        array = value if isinstance(value, np.ndarray) else np.array(value, np.float32)
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def _name(self) -> str:
        self._named += 1
        return f"v{self._named}"
