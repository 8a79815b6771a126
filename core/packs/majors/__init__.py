"""Catalogues of majors as authorities publish them: spreadsheets in, codes, classes, groups and old names out."""

from core.packs.majors.reading import CatalogueReading, read_catalogue

__all__ = ["CatalogueReading", "read_catalogue"]
