"""The keys of a layer file: those of the spec, none of them required, and rows that come first."""

from __future__ import annotations

from dataclasses import replace

from everystate.loading.files import (
    ACTION,
    CLAIM,
    CONNECTION,
    DEFINE,
    DESCRIPTION,
    EXPRESSION,
    FINDING,
    FLAG,
    MACHINE,
    MESSAGES,
    MONITOR,
    NAME,
    PARAMETER,
    PARTY_FILE,
    PHASE,
    ROW,
    SYSTEM_FILE,
    TEXT,
    TIMER,
    VARIABLE,
)
from everystate.loading.shapes import Either, Items, Key, Record, Table


def _changed(record: Record | Table, **others: Key) -> Record:
    """What a layer may say of an entry of this kind: what it leaves out is as it is below."""
    assert isinstance(record, Record)
    keys = {name: replace(key, required=False) for name, key in record.keys.items()}
    return Record(f"{record.name} in a layer", {**keys, **others})


PARAMETER_IN_LAYER = Either(PARAMETER.plain, _changed(PARAMETER.record))
LAYER_ROW = _changed(
    Record(ROW.name, {name: key for name, key in ROW.keys.items() if name != "otherwise"}),
    trigger=ROW.keys["trigger"],
    source=ROW.keys["source"],
    **{
        "not": Key(FLAG, "This row is no row: where it applies, the rows below do not."),
        "new": Key(FLAG, "This row may be in the place of no row below."),
    },
)
MACHINE_IN_LAYER = _changed(
    MACHINE,
    states=Key(Items(NAME), "Further states."),
    ignores=Key(MACHINE.keys["ignores"].shape, "Further triggers that it ignores."),
    transitions=Key(Items(ROW), "The rows of a new machine."),
    first=Key(Items(LAYER_ROW), "Rows that come before those of their trigger below."),
)
PARTY_IN_LAYER = Record(
    "a party in a layer",
    {
        "define": Key(DEFINE.shape, "Further definitions of the party."),
        "copies": PARTY_FILE.keys["copies"],
        "actions": Key(Table(_changed(ACTION)), "Further actions, and other terms of those below."),
        "timers": Key(Table(_changed(TIMER)), "Further timers, and other terms of those below."),
        "variables": Key(Table(_changed(VARIABLE)), "Further variables, and other terms of those below."),
        "machines": Key(Table(MACHINE_IN_LAYER), "Further machines, and further states and rows of those below."),
        "fair": PARTY_FILE.keys["fair"],
    },
)
LAYER_FILE = Record(
    "a layer file",
    {
        "layer": Key(NAME, "The name of the layer.", required=True),
        "description": DESCRIPTION,
        "parameters": Key(Table(PARAMETER_IN_LAYER), "Further parameters, and other values of those below."),
        "define": Key(DEFINE.shape, "Further definitions; one of a name that is there takes its place."),
        "messages": Key(MESSAGES, "Further messages; one of a name that is there takes its place."),
        "connections": Key(Table(_changed(CONNECTION)), "Further connections, and other terms of those below."),
        "phases": Key(Table(_changed(PHASE), TEXT), "Further phases, and further events of those below."),
        "claims": Key(Table(CLAIM, TEXT), "Further claims, and other keys of those below."),
        "monitors": Key(Table(_changed(MONITOR), TEXT), "Further monitors, and other keys of those below."),
        "findings": Key(Table(_changed(FINDING), TEXT), "Further findings, and other keys of those below."),
        "time": SYSTEM_FILE.keys["time"],
        "final": Key(EXPRESSION, "Where it holds, having no step is no deadlock."),
        "parties": Key(Table(PARTY_IN_LAYER), "What is added to each party."),
    },
)
