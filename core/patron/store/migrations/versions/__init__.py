"""The steps, each from the one before it; `patron.store.migrations.REVISION` is the last."""
