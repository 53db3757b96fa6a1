"""Members as people: enrolling, finding, merging, exporting, erasing. What names a person stays apart from the ledger."""
