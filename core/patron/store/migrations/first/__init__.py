"""The tables of the first version, as they were then: `patron.store.tables` may have changed since."""
