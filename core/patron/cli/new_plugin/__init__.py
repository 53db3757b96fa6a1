"""A new plugin as a distribution that works: what `patron init-plugin` writes."""

from patron.cli.new_plugin.make import BadNameError, NewPlugin, TargetExistsError, make

__all__ = ["BadNameError", "NewPlugin", "TargetExistsError", "make"]
