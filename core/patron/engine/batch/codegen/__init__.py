"""From a validated plan to the source of its kernel: structure decides the source, figures stay data."""
