"""Limit of uploaded files: a file above the limit of imports is dropped while it arrives."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from pullahead.usecases.intake.imports import UPLOAD_LIMIT

TOO_LARGE = "pullahead.upload_too_large"


class AtMost(FileUploadHandler):
    """Upload handler that passes a small file on, and drops one that becomes too large."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Receive the next bytes, which begin at `start`."""
        if start + len(raw_data) > UPLOAD_LIMIT:
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Return None: the handlers after this one store the file."""
        return None


def was_too_large(request: HttpRequest) -> bool:
    """Return whether a file of this request was dropped."""
    return bool(request.META.get(TOO_LARGE))
