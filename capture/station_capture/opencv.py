"""The one place that imports OpenCV, after its environment is set.

OpenCV reads these variables while it is loaded. A technician's own setting is kept.
"""

import os

_ENVIRONMENT = {
    # Absent cameras and broken files are reported by our errors, not by lines on stderr.
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    # Seconds until a read from an unplugged V4L2 camera gives up; the default is ten.
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",
    # With hardware transforms many cameras take up to 20 s to open on Windows (opencv 17687).
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
}
for _name, _value in _ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)

import cv2  # noqa: E402 - must follow the settings above

# The desk's computers have two cores and the screen needs one of them.
cv2.setNumThreads(1)

__all__ = ["cv2"]
