"""What is made once."""

from __future__ import annotations

from threading import Barrier, Thread

from mockserver.once import cached_property

TOO_LONG = 20.0


class Thing:
    """Something with a name, which takes until others have theirs made, too."""

    def __init__(self, met: Barrier) -> None:
        self.met, self.made = met, 0

    @cached_property
    def name(self) -> str:
        """What it is called."""
        self.met.wait(TOO_LONG)
        self.made += 1
        return "name"


def test_a_value_is_made_once() -> None:
    """When it is first asked for; the class has the property itself, with its words."""
    thing = Thing(Barrier(1))
    assert (thing.made, thing.name, thing.name, thing.made) == (0, "name", "name", 1)
    assert Thing.name.__doc__ == "What it is called."


def test_nobody_waits_for_the_value_of_another_object() -> None:
    """Two threads are in the property of two objects at the same time."""
    met = Barrier(2)
    things = (Thing(met), Thing(met))
    threads = [Thread(target=getattr, args=(thing, "name"), daemon=True) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TOO_LONG)
    assert [vars(thing).get("name") for thing in things] == ["name", "name"]
