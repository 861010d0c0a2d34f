import pytest

from tests.service.resources.stand_in import StandIn


@pytest.fixture
def platform():
    return StandIn()
