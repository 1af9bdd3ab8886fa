"""Files that people send: none larger than an import may be is taken, nor kept while it comes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from pullahead.usecases.intake.imports import UPLOAD_LIMIT

TOO_LARGE = "pullahead.upload_too_large"


class AtMost(FileUploadHandler):
    """Passes a file on while it is small enough, and drops it as soon as it is not."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The next bytes, which begin at `start`."""
        if start + len(raw_data) > UPLOAD_LIMIT:
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The handlers after this one keep the file."""
        return None


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped."""
    return bool(request.META.get(TOO_LARGE))
