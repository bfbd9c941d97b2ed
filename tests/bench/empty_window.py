"""The rival of the start: an empty window, and the image library a desk cannot do without."""

import cv2  # noqa: F401 - its import is what is timed
from PySide6.QtWidgets import QApplication, QWidget

app = QApplication([])
window = QWidget()
window.show()
app.processEvents()
print("ready", flush=True)
