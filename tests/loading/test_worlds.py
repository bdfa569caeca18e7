"""Worlds are read with the parameters: what does not exist or does not fit is a mistake with a place."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.loading.worlds import settings_of

SYSTEM = """\
system: A lamp
parameters:
  lamps: 1
  fragile: false
  colour: {domain: [white, red, none], initial: white}
  level: {domain: 0..3, initial: 1}
  height: {domain: 0..lamps, initial: 0}
worlds:
  other: {set: {SETTINGS}, description: another one}
"""
LAMP = "party: lamp\ncopies: lamps\n"


def system(settings: str) -> str:
    return SYSTEM.replace("SETTINGS", settings)


def test_a_world_has_values(write: Write) -> None:
    spec = load(write(system=system("lamps: 2, fragile: true, colour: none, level: 3, height: 2"), lamp=LAMP))
    [world] = spec.worlds
    values = {"lamps": 2, "fragile": True, "colour": None, "level": 3, "height": 2}
    assert (world.name, world.description, dict(world.settings)) == ("other", "another one", values)
    assert settings_of(spec, "other") == values


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("lamp: 2", "9:17: unknown parameter 'lamp'; did you mean 'lamps'?"),
        ("lamps: red", "9:24: lamps=red; this is not a value of lamps; another value of the kind of its declared one"),
        ("lamps: -1", "9:24: lamps=-1; this is not a value of lamps; another value of the kind of its declared one"),
        (
            "lamps: true",
            "9:24: lamps=true; this is not a value of lamps; another value of the kind of its declared one",
        ),
        ("colour: rde", "9:25: colour=rde; this is not a value of colour; did you mean 'red'?"),
        ("colour: 1", "9:25: colour=1; this is not a value of colour; known: none, red, white"),
        ("level: 4", "9:24: level=4; this is not a value of level; another value of its domain"),
        ("height: white", "9:25: height=white; this is not a value of height; another value of its domain"),
        ("lamps: 2, lamps: 3", "9:27: duplicate key 'lamps'"),
    ],
)
def test_a_mistake_is_told_with_its_place(settings: str, said: str, write: Write) -> None:
    folder = write(system=system(settings), lamp=LAMP)
    with pytest.raises(SpecError) as raised:
        load(folder)
    assert str(raised.value).removeprefix(f"{folder}/system.yaml:").startswith(said)


def test_a_world_sets_something(write: Write) -> None:
    with pytest.raises(SpecError, match="'other' is as declared; write set: or layers:"):
        load(write(system=SYSTEM.replace("set: {SETTINGS}, ", ""), lamp=LAMP))


def test_a_world_that_is_not_there(write: Write) -> None:
    spec = load(write(system=system("lamps: 2"), lamp=LAMP))
    with pytest.raises(SpecError, match="no world 'othr'; did you mean 'other'"):
        settings_of(spec, "othr")


def test_no_world_sets_nothing_and_one_without_a_name_is_not_there(write: Write) -> None:
    spec = load(write(system=system("lamps: 2"), lamp=LAMP))
    assert settings_of(spec, None) == {}
    with pytest.raises(SpecError, match="no world ''"):
        settings_of(spec, "")
