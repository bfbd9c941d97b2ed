"""A network camera on loopback: MJPEG over HTTP until it is unplugged."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from station_capture import Pixels, encode_picture

_PAUSE_S = 0.01
_PART = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n"


class NetworkCamera(ThreadingHTTPServer):
    """Shows one picture for ever, to whoever asks."""

    daemon_threads = True

    def __init__(self, picture: Pixels, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Stream)
        self.jpeg = encode_picture(picture, ".jpg")
        self.unplugged = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def unplug(self) -> None:
        """Cut every stream and answer no more."""
        self.unplugged.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Stream(BaseHTTPRequestHandler):
    server: NetworkCamera

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        jpeg = self.server.jpeg
        try:
            while not self.server.unplugged.wait(_PAUSE_S):
                self.wfile.write(_PART % (len(jpeg), jpeg))
        except OSError:
            return  # the desk hung up

    def log_message(self, *_args: object) -> None:
        pass
