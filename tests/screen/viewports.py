"""The screens of the devices, in dp."""

from typing import Any

VIEWPORTS: dict[str, dict[str, Any]] = {
    "round": {"width": 480, "height": 480, "shape": "round", "mode": "hub"},
    "small hub": {"width": 960, "height": 480, "shape": "rectangle", "mode": "hub"},
    "medium hub": {"width": 1024, "height": 600, "shape": "rectangle", "mode": "hub"},
    "large hub": {"width": 1280, "height": 800, "shape": "rectangle", "mode": "hub"},
    "extra large hub": {"width": 1920, "height": 1080, "shape": "rectangle", "mode": "hub"},
    "portrait": {"width": 1080, "height": 1920, "shape": "rectangle", "mode": "hub"},
    "tv": {"width": 960, "height": 540, "shape": "rectangle", "mode": "tv"},
}
