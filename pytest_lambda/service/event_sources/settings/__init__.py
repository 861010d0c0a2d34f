"""The parameters of event source mappings: what AWS takes for which kind of source, and what it answers."""

from pytest_lambda.service.event_sources.settings.checked_settings import mapping_settings

__all__ = ["mapping_settings"]
