"""What the coach's acts look like on an Echo with a screen: `show`. One APL document, coach.json, and its data.

Nothing is shown that is not said too, and no answer about health: see `skill.screen.show`.
"""

from skill.screen.show import Screen, show

__all__ = ["Screen", "show"]
