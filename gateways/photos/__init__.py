"""Looking at photos and cutting them to what the authority wants (Instructions II(4)): the port ``PhotoStudio``."""

from gateways.photos.studio import Studio

__all__ = ["Studio"]
