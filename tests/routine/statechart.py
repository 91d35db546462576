"""docs/routine.md: the table as a state chart, drawn from what `advance` does to the sample people.

python -m tests.routine.statechart
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product
from pathlib import Path

from skill.routine import events as e
from skill.routine.acts import SAFETY_QUESTIONS, Question
from skill.routine.advance import advance
from skill.routine.events import Event
from skill.routine.plan import PLAN_ENDS, Step
from skill.routine.recovery import Phase, Session
from skill.routine.table import TABLE
from tests.routine.clock import HOUR, NOW
from tests.routine.people import ANSWERED, EVERYONE, SAID

PAGE = Path(__file__).parents[2] / "docs" / "routine.md"
COMMAND = "python -m tests.routine.statechart"
LATER = (HOUR, 2 * HOUR, PLAN_ENDS)
AT_A_QUESTION = (
    *("new", "screening", "ready the day after", "stopped", "recovered", "icing", "icing for half a minute"),
    *("paused", "walking", "a paused walk", "just out after ten minutes", "a runner the day after"),
)
"""Whom every question is put to: others add no arrow."""
TIME = "*time*"
IN_THE_CHART = 3
"""An arrow names this many events at most; the table names all of them."""

Edges = Mapping[tuple[Phase, Phase], Sequence[str]]

HEAD = f"""# The routine as a state chart

Which events change the phase, and to what. Whatever is not listed here is answered too, and leaves the phase as it is.
The phase is the countdown's (icing, paused, walking) while one runs, else the stage of the plan; an
answer stands with its question.

This page is drawn from what the code does: `{COMMAND}` writes it again. The rules are in
[table.py](../skill/routine/table.py), the reasons for them in [safety.md](safety.md).
"""


def edges() -> Edges:
    """Return the names of the events that lead from one phase to another, by those two phases."""
    found: dict[tuple[Phase, Phase], set[str]] = defaultdict(set)
    for before, after, name in _probes():
        if before is not after:
            found[before, after].add(name)
    return {key: sorted(found[key], key=lambda name: (name == TIME, name)) for key in sorted(found, key=_by_phase)}


def _by_phase(edge: tuple[Phase, Phase]) -> list[int]:
    return [list(Phase).index(phase) for phase in edge]


def _probes() -> Iterator[tuple[Phase, Phase, str]]:
    everything = [*SAID, *ANSWERED]
    kinds = {_name(event, None): event for event in everything}.values()
    at_a_question = product([EVERYONE[who] for who in AT_A_QUESTION], _sessions(), kinds)
    for known, session, event in chain(product(EVERYONE.values(), [Session()], everything), at_a_question):
        yield known.phase, advance(known, session, event, NOW).recovery.phase, _name(event, session.asked)
    for known, wait in product(EVERYONE.values(), LATER):
        # "Stop" changes nothing by itself.
        yield known.phase, advance(known, Session(), e.StopAsked(), NOW + wait).recovery.phase, TIME


def _name(event: Event, asked: Question | None) -> str:
    """Return the name of an event; of an answer with the question, of one that was meant with the answer."""
    if isinstance(event, e.Meant):
        return f"Meant {type(event.answer).__name__}"
    is_answer = isinstance(event, e.Yes | e.No | e.Unsure) and asked is not None
    return f"{type(event).__name__} ({asked.removeprefix('ask-')})" if is_answer and asked else type(event).__name__


def _sessions() -> Iterator[Session]:
    """Return a conversation under every open question; the last of the safety check with every wish."""
    for asked in Question:
        yield Session(asked=asked)
    for wanted in (None, *Step):
        yield Session(asked=SAFETY_QUESTIONS[-1], cleared=SAFETY_QUESTIONS[:-1], wanted=wanted)


def chart(found: Edges) -> str:
    """Return the Mermaid diagram; what leads to a phase from all the others is one arrow."""
    everywhere = {after: names for after in Phase if (names := _from_everywhere(found, after))}
    lines = ["stateDiagram-v2", '    state "any phase" as any', f"    [*] --> {Phase.NEW}"]
    lines += [f"    any --> {after}: {_label(names)}" for after, names in everywhere.items()]
    for (before, after), names in found.items():
        if own := [name for name in names if name not in everywhere.get(after, ())]:
            lines.append(f"    {before} --> {after}: {_label(own)}")
    return "\n".join(["```mermaid", *lines, "```"])


def _from_everywhere(found: Edges, after: Phase) -> Sequence[str]:
    """Return what leads to a phase from each of the others."""
    from_each = [set(found.get((before, after), ())) for before in Phase if before is not after]
    return sorted(set.intersection(*from_each))


def _label(names: Sequence[str]) -> str:
    more = len(names) - IN_THE_CHART
    shown = ", ".join(names[:IN_THE_CHART]).replace("*", "")
    return f"{shown} and {more} more" if more > 0 else shown


def listing(found: Edges) -> str:
    """Return the table: from each phase, to which, by which events."""
    rows = [f"| {before} | {after} | {', '.join(names)} |" for (before, after), names in found.items()]
    return "\n".join(["| from | to | by |", "|---|---|---|", *rows])


def page() -> str:
    """Return the whole page."""
    found = edges()
    cells = {(before, name.split()[0]) for (before, _), names in found.items() for name in names if name != TIME}
    counted = (
        f"{len(cells)} of {len(TABLE) * len(Phase)} cells of the table can change the phase, over {len(found)} arrows."
    )
    return f"{HEAD}\n{counted}\n\n{chart(found)}\n\n{listing(found)}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
