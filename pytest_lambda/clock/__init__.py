"""Clocks: the computer's own, the moment at which a test's events happen, and virtual time."""

from __future__ import annotations

from pytest_lambda.clock.real import Clock, EventClock, RealClock, event_clock

__all__ = ["Clock", "EventClock", "RealClock", "event_clock"]
