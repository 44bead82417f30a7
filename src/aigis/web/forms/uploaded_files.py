"""A file that somebody sends with a form: kept in memory, never on a disk, and read after the caller is known."""

from collections.abc import Callable
from functools import wraps

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from aigis.core.imports.file_errors import Refusal, refused

MOST_BYTES = 20 * 2**20
View = Callable[..., HttpResponse]


class InMemory(FileUploadHandler):
    """Keeps a file in memory, up to a limit: a list of names must not be left on a disk, not even for a moment."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._parts: list[bytes] = []
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Takes some bytes; of a file that is too large none are kept."""
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self._parts.clear()
        else:
            self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Gives the file; one that was too large is without its content and says its size."""
        uploaded = SimpleUploadedFile(self.file_name or "", b"".join(self._parts), self.content_type or "")
        uploaded.size = self._size
        self._parts, self._size = [], 0
        return uploaded


def with_file_in_memory(closed: Callable[[View], View]) -> Callable[[View], View]:
    """Puts a view that takes a file behind the lock `closed`: who is asking comes first, then the file is read.

    The protection against forged requests reads the form, and with it the file, so it has to stand behind both.
    """

    def opened(view: View) -> View:
        protected = csrf_protect(view)

        @wraps(view)
        def reading(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            request.upload_handlers = [InMemory(request)]
            return protected(request, *args, **kwargs)

        return csrf_exempt(closed(reading))

    return opened


def name_and_content(file: "UploadedFile[bytes]") -> tuple[str, bytes]:
    """What was sent; raises InvalidInput for a file that is too large."""
    if (file.size or 0) > MOST_BYTES:
        raise refused(Refusal.TOO_BIG)
    return file.name or "", file.read()
