"""Starter texts as files -> a shop's folder that builds once its blanks are filled."""
