"""The eligibility engine: standard library only, no clock, no database, no randomness."""

from treatments.eligibility.assessment import Assessment, Finding
from treatments.eligibility.case import Case
from treatments.eligibility.engine import ENGINE_VERSION, Engine, compile_protocol

__all__ = ["ENGINE_VERSION", "Assessment", "Case", "Engine", "Finding", "compile_protocol"]
