"""The gateways of the other process, one for all tests of a file's process."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.gateways.streets import Street, far_street, sandbox_street
from tests.support.clock import FixedClock
from tests.support.gateways import Gateways, gateways


@pytest.fixture(scope="session")
def far_gateways() -> Iterator[Gateways]:
    """WeChat Pay and Alipay in a process of their own."""
    with gateways() as running:
        yield running


@pytest_asyncio.fixture(params=["sandbox", "wechat", "alipay", "stripe"])
async def street(request: pytest.FixtureRequest, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Street]:
    """Each provider in turn."""
    if request.param == "sandbox":
        async with sandbox_street(clock, tmp_path) as made:
            yield made
        return
    far: Gateways = request.getfixturevalue("far_gateways")
    async with far_street(request.param, clock, tmp_path, far) as made:
        yield made
