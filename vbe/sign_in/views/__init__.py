"""The pages of signing in, by what the person is doing."""

from vbe.sign_in.views.door import sign_in_again

__all__ = ["sign_in_again"]
