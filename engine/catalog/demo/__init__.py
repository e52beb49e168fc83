"""A number of products and a seed -> a demo catalog: documents of the schema and pictures drawn by the program."""

from engine.catalog.demo.catalog import DemoReport, write_catalog

__all__ = ["DemoReport", "write_catalog"]
