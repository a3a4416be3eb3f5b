"""yanlu 言录: a static site generator for an annotated archive of Chinese speeches."""

__version__ = "0.1.0"
