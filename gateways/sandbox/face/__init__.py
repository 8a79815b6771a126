"""The sandbox face check: a page on which somebody plays the face that fits, or doesn't."""

from gateways.sandbox.face.desk import Check, SandboxFace
from gateways.sandbox.face.server import sandbox_face

__all__ = ["Check", "SandboxFace", "sandbox_face"]
