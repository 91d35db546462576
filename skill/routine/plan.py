"""The four steps and their numbers.

"Article" is the article the routine comes from, S1 to S16 are the rules around it: docs/safety.md has both.
"""

from datetime import time, timedelta
from enum import StrEnum


class Step(StrEnum):
    """A step of the routine, in the order of the article; stored by this id."""

    ICE = "ice"
    MASSAGE = "massage"
    MOVE = "move"
    EVALUATION = "evaluation"


# ice
ICE_TIME = timedelta(minutes=20)
"""One icing, and the longest one (article; S7)."""
SHORTEST_ICE = timedelta(minutes=1)
"""Less than this is not an icing."""
ENOUGH_ICE = timedelta(minutes=10)
"""After this long an icing counts, where the cold is too much."""
MORE_ICE = timedelta(minutes=5)
"""What "a bit longer" means when no number was said."""
ICING_GAP = timedelta(hours=2)
"""From the start of one icing to the start of the next ("every couple of hours"; S9)."""
REWARM = timedelta(minutes=60)
"""From the end of an icing to anything that needs a warm ankle: ice again, massage, a run (S9, S10, S11)."""
ICE_DAYS = 1
"""Ice belongs to the first day and to this many after it ("through the following day"; article)."""
LONGEST_PAUSE = timedelta(minutes=60)
"""A pause longer than this ended the icing: the ankle is warm again."""
EASING_AT = timedelta(minutes=2)
"""When the sharp part of the cold should be easing ("after a minute or two"; article)."""
EASING_LAST = timedelta(minutes=5)
"""So long it takes for some until the cold eases (S8)."""
FEW_MINUTES = timedelta(minutes=5)
"""A number alone below this is no length of ice (our choice)."""
A_MOMENT = timedelta(minutes=2)
"""A wait up to this is no length of ice: "just a minute" (our choice)."""

# after the ice
AFTERTHOUGHT = timedelta(minutes=3)
"""How long after the end of a short icing "five more minutes" still continues it."""
LATE_OUT = timedelta(minutes=15)
"""How long after the deadline the coach still begins with "time's up"."""
MUCH_TOO_LONG = timedelta(minutes=5)
"""From this long after the ring on, a foot that comes out only then has been in the ice for too long (S7)."""
STILL_WET = timedelta(hours=2)
"""How long after the deadline "my foot is out" is believed to be its true end."""
OVERSLEPT = timedelta(hours=12)
"""How long after the deadline "it's still in" is about that ice, where no word was said since (S18)."""
SKIN_WATCH = timedelta(minutes=60)
"""How long after an icing numb or pale skin is taken to come from the cold (S8)."""
FEELING_BACK = timedelta(minutes=30)
"""After this long out of the ice, skin that is still numb or pale needs medical advice today (S8)."""

# massage and outing
MASSAGE_TIME = timedelta(minutes=10)
"""For this long after it was explained, "it hurts" is about the massage; a few minutes are plenty."""
WALK_TIME = timedelta(minutes=20)
"""The walk of a user who is new to running (article)."""
KILOMETERS_PER_MILE = 1.609344
JOG_MILES = 3 / KILOMETERS_PER_MILE
"""A user who covers this distance jogs, else walks (article: "two or three miles"; three kilometers are nearly two)."""

# the safety check, and what waits
STEPS = 4
"""How many steps in a row the first safety question asks for (Ottawa rules; S1)."""
OLD_TWIST = 14
"""From so many days ago on, a twist is none of this soreness (our choice: S4 is about a fresh sprain)."""
SPRAIN_HOLD = timedelta(days=3)
"""Massage and running wait this long after a twist (S4: two to three days)."""
SEVERE_HOLD = timedelta(days=3)
"""Running waits this long, or until a doctor has looked at it, when it got worse or is 6 and more (S11, S12)."""
COLD_HOLD = timedelta(days=14)
"""Ice waits this long, or until a fresh safety check, for a user to whom cold is a risk (S5, S8)."""
ADULT_AGE = 18
"""Who is younger does this with a grown-up (S14)."""

# the assessment, and the end of a plan
EVALUATE_FROM = 3
"""Whole days after the soreness began when the assessment is due ("three or four days"; article)."""
EVALUATE_LAST = 4
"""From this day on, soreness that is more than mild, or not better, is a reason to see someone (article)."""
SORE_TOO_LONG = 7
"""From this day on, any soreness left is a reason to see someone (our choice: "a few days" are over by then)."""
MILD = 2
"""Up to this score, 0 to 10, the easy jog is fine (S11)."""
MODERATE = 5
"""Up to this score two slow miles at most, or the walk; above it no run (S11)."""
SEVERE = 8
"""The score of "very sore" (our choice: "severe" is seven to ten on the usual scale, and any of it is no run)."""
PLAN_ENDS = timedelta(days=14)
"""A plan that the user did not come back to for this long has ended by itself."""

# reminders
SHORTEST_COACHED = timedelta(minutes=4)
"""A shorter icing needs no prompt half way."""
OUTING_AT = time(8)
"""When the walk or jog of the next morning is reminded of."""
AFTERNOON_AT, EVENING_AT = time(14), time(18)
"""When a walk is reminded of that was asked for later in the day (our choice)."""
LAST_ICE_AT = time(21, 30)
"""The latest reminder of an icing: twenty minutes of it still end before the night (S9)."""
REMINDER_LEAD = timedelta(minutes=5)
"""Nearer than this nothing of the plan is reminded of."""
A_BIT = timedelta(minutes=30)
"""How much later a reminder comes that is asked for "a bit later" (our choice)."""
LONG_THOUGHT = timedelta(hours=1)
"""From here on a wait is a time to be reminded at, and none to think in (our choice)."""
DAY_BEGINS, DAY_ENDS = time(7), time(22)
"""No user is sent to a bucket of ice outside these hours, where they live (S9)."""
NIGHT_ENDS = time(4)
"""Before this hour, where they live, "tomorrow" is the day that begins when they wake up (our choice)."""
ZONES_WEST, ZONES_EAST = timedelta(hours=5), timedelta(hours=2)
"""How far other clocks of a country may be from the zone that is guessed: nothing rings at night on any of them."""

# permissions, undo and misses
CONSENT_PAUSE = timedelta(days=7)
"""After a refused permission, Amazon's own question is not put again for this long."""
PROMPT_PAUSE = timedelta(minutes=60)
"""Amazon's own question for a permission is put at most this often, so that one icing asks once (our choice)."""
TAKE_BACK_WITHIN = timedelta(minutes=2)
"""How long after a change the next words can take it back (our choice: longer than a turn, shorter than a thought)."""
WORDS_VARY = timedelta(seconds=15)
"""About how long after a miss it is said again (our choice): the words change with the clock where nothing is kept."""
