"""A frame's figures in millimetres and a view -> its picture as SVG text."""
