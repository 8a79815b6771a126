"""From the agreements to the confirmed position: 说明 二(三) to 二(五)."""

from core.services.applications.choosing import Choosing
from core.services.applications.entering import Entering
from core.services.applications.filling import Filling
from core.services.applications.views import Home, Journey

__all__ = ["Choosing", "Entering", "Filling", "Home", "Journey"]
