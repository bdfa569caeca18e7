"""The keys of a party file and of the system file, with what each is for."""

from __future__ import annotations

from everystate.loading.faults import FAULTS
from everystate.loading.shapes import Either, Items, Key, Record, Scalar, Table

NAME = Scalar("name")
TEXT = Scalar("text")
EXPRESSION = Scalar("expression")
INITIAL = Items(EXPRESSION, one=True)
VALUE = Scalar("expression", collects=True)
FLAG = Scalar("flag", ("true", "false"))
FAIRNESS = Scalar("fairness")
CAUSE = Scalar("cause", ("protocol", "environment", "fault"))
PER = Either(Items(NAME, one=True), Table(NAME))
DOMAIN = Items(Scalar("value of a domain"), one=True)
BOUND = Record("a bound", {"at_most": Key(EXPRESSION, "How often, over all copies together.", required=True)})
FAULT = Either(Scalar("fault", ("true", "false")), BOUND)
DESCRIPTION = Key(TEXT, "Any text for the reader.")

MESSAGES_IF = Items(Either(Scalar("message"), Table(EXPRESSION, Scalar("message"))), one=True)
ROUTINE = "It may go on changing for ever in a settled state: settled is what else never changes again."
ACTION = Record(
    "an action",
    {
        "cause": Key(CAUSE, "Who moves: protocol (the default), environment or fault."),
        "per": Key(PER, "One action for each copy of another party."),
        "with": Key(Table(DOMAIN), "Names and domains of values that the action chooses."),
        "at_most": Key(EXPRESSION, "How often, over all copies together."),
        "closes": Key(
            Either(Items(NAME, one=True), Table(Scalar("way to close", ("drain", "drop")))),
            "Connections of the copies that the action names; `{desk: drain}` lets what was sent arrive first.",
        ),
        "fair": Key(FAIRNESS, "It happens if it is possible for ever (weak), again and again (strong), or maybe (no)."),
        "description": DESCRIPTION,
    },
    instead={"value": "write with: {value: 0..2}, if it is a value that the action chooses"},
)
VARIABLE = Record(
    "a variable",
    {
        "domain": Key(DOMAIN, "Words, numbers (0..3), a party (its copies), none."),
        "list": Key(DOMAIN, "It is a list of these, as of a domain."),
        "at_most": Key(EXPRESSION, "How many elements the list has at most."),
        "set": Key(DOMAIN, "It is a set of these, as of a domain."),
        "initial": Key(
            Items(VALUE, one=True), "Its value at the start, empty if absent; a list or `any`: one of several."
        ),
        "per": Key(PER, "One for each copy of another party."),
        "routine": Key(FLAG, ROUTINE),
        "description": DESCRIPTION,
    },
    one_of=("domain", "list", "set"),
    needs={"domain": "initial", "list": "at_most", "at_most": "list"},
)
TIMER = Record(
    "a timer",
    {
        "after": Key(EXPRESSION, "It expires once, this number of ticks after it is started; or `low..high`."),
        "every": Key(EXPRESSION, "It expires again and again, each time after this number of ticks."),
        "initially": Key(EXPRESSION, "off (the default) or running."),
        "per": Key(PER, "One for each copy of another party."),
        "fair": Key(Scalar("fairness", ("strong",)), "strong: each duration is chosen again and again."),
        "description": DESCRIPTION,
    },
)
DEAD = Items(
    Either(
        TEXT,
        Record(
            "a dead row",
            {
                "when": Key(EXPRESSION, "At which parameters.", required=True),
                "reason": Key(TEXT, "Why it never fires.", required=True),
            },
        ),
    ),
    one=True,
)
ROW = Record(
    "a row",
    {
        "trigger": Key(
            Items(Scalar("trigger"), one=True),
            "A message, CONNECTION.opened, .refused or .lost, TIMER.expires, an action; or a list, for a row of each.",
            required=True,
        ),
        "source": Key(Items(Scalar("state"), one=True), 'A state, a list of states, or "*".', required=True),
        "dest": Key(Scalar("state"), 'The next state, or "=" to stay.'),
        "when": Key(EXPRESSION, "A guard over the party's own memory."),
        "set": Key(Table(VALUE, Scalar("variable")), "New values of variables."),
        "send": Key(
            MESSAGES_IF,
            "Messages sent, in order; `{MESSAGE: CONDITION}` is sent if the condition holds before the step.",
        ),
        "start": Key(Items(Scalar("timer"), one=True), "Timers that are set to their duration."),
        "stop": Key(Items(Scalar("timer"), one=True), "Timers that are turned off."),
        "to": Key(EXPRESSION, "Who gets what the row sends: a copy, an end, or several copies."),
        "in_any_order": Key(FLAG, "What the copies of the machine send in one step comes in any order of the copies."),
        "otherwise": Key(FLAG, "This row applies where no other row of its machine, trigger and source does."),
        "choice": Key(FLAG, "This row may overlap others; each is explored."),
        "defer": Key(FLAG, "The trigger may wait here."),
        "dead": Key(DEAD, "Why this row never fires; of several, the first whose `when` holds."),
        "fair": Key(
            FAIRNESS, "This row is taken if it is possible for ever (weak), again and again (strong), or not (no)."
        ),
    },
)
DEFINE = Key(
    Table(EXPRESSION, Scalar("definition")), "Names for expressions: `NAME: EXPRESSION`, `NAME(a, b): EXPRESSION`."
)
MACHINE = Record(
    "a machine",
    {
        "per": Key(PER, "One machine for each copy of another party."),
        "initial": Key(INITIAL, "The state at the start; a list or `any`: one of several.", required=True),
        "states": Key(Items(NAME), "All states.", required=True),
        "transitions": Key(Items(ROW), "The rows.", required=True),
        "ignores": Key(
            Items(Scalar("trigger"), one=True), "Triggers that leave it as it is where no row accepts them."
        ),
        "defer": Key(FLAG, "What this machine does not accept may wait."),
        "routine": Key(FLAG, ROUTINE),
        "description": DESCRIPTION,
    },
)
PARTY_FILE = Record(
    "a party file",
    {
        "party": Key(NAME, "The name of the party.", required=True),
        "description": DESCRIPTION,
        "copies": Key(
            Items(Scalar("number or parameter"), one=True), "How many copies: a number or a parameter; or their names."
        ),
        "define": DEFINE,
        "actions": Key(Table(Either(TEXT, ACTION)), "What it may do of itself."),
        "variables": Key(Table(VARIABLE), "What it remembers besides its states."),
        "timers": Key(Table(TIMER), "What expires after a number of ticks."),
        "machines": Key(Table(MACHINE), "Its state machines."),
        "fair": Key(FAIRNESS, "How fair its protocol steps are: weak (the default), strong or no."),
    },
)

PARAMETER = Either(
    Scalar("number or word"),
    Record(
        "a parameter",
        {
            "domain": Key(DOMAIN, "The values it may have.", required=True),
            "initial": Key(Scalar("number or word"), "Its value unless it is set.", required=True),
            "description": DESCRIPTION,
        },
    ),
)
OPENING = Record(
    "an opening",
    {
        "by": Key(NAME, "The end that opens it.", required=True),
        "cause": Key(
            Scalar("cause", ("protocol", "environment")),
            "Who makes it possible: protocol (the default) or environment.",
        ),
        "at_most": Key(EXPRESSION, "How often, over all copies together."),
    },
)
CONNECTION = Record(
    "a connection",
    {
        "between": Key(Either(Items(NAME), Table(NAME)), "Two parties, or two names of ends.", required=True),
        "where": Key(EXPRESSION, "Which pairs of copies have it."),
        "carries": Key(Items(TEXT, one=True), "The protocols it carries, if two connections join the same parties."),
        "opened_by": Key(NAME, "The end that opens it."),
        "opens": Key(OPENING, "The end that opens it, and whether it is opened from outside."),
        "initially": Key(EXPRESSION, "closed (the default) or open."),
        "notice": Key(EXPRESSION, "apart (the default): each end in its own time; together: with the loss."),
        "instances": Key(EXPRESSION, "How many connections, old and new, a pair may have (1)."),
        "capacity": Key(EXPRESSION, "Messages that may wait in each direction (1); 0 is a rendezvous."),
        "order": Key(EXPRESSION, "fifo (the default) or any."),
        "full": Key(EXPRESSION, "A send that finds no room waits (the default) or is lost: drop."),
        "holds": Key(
            Either(MESSAGES_IF, Table(MESSAGES_IF)),
            "Messages on their way at the start; `{END: [MESSAGE, {MESSAGE: CONDITION}]}` names who receives them.",
        ),
        **{terms.key: Key(FAULT, terms.description) for terms in FAULTS.values()},
        "fair": Key(FAIRNESS, "How fair it is to receive what is queued: weak (the default), strong or no."),
        "routine": Key(FLAG, ROUTINE),
        "description": DESCRIPTION,
    },
)
EVENTS = Items(Scalar("event"), one=True)
PHASE = Record(
    "a phase",
    {
        "begins": Key(EVENTS, "The events that begin it.", required=True),
        "within": Key(EVENTS, "Faults and events of the environment that belong to it and begin nothing."),
        "begins_when": Key(EXPRESSION, "any (the default), quiet or settled."),
        "shown_from": Key(EXPRESSION, "A picture shows the phase from the nearest joint state in which this holds."),
        "description": DESCRIPTION,
    },
)
KNOWN = Items(
    Either(
        TEXT,
        Record(
            "a known violation",
            {
                "when": Key(EXPRESSION, "At which parameters.", required=True),
                "reason": Key(TEXT, "Why it is violated.", required=True),
            },
        ),
    ),
    one=True,
)
FINDING = Record(
    "a finding",
    {
        "reason": Key(TEXT, "Why its claims are violated.", required=True),
        "when": Key(EXPRESSION, "Where it applies: over parameters and laid(LAYER); everywhere if not said."),
        "breaks": Key(
            Items(
                Either(
                    Scalar("claim"),
                    Record(
                        "a claim that a finding breaks",
                        {
                            "claim": Key(Scalar("claim"), "The claim.", required=True),
                            "when": Key(EXPRESSION, "Where the finding breaks it, of where it applies.", required=True),
                        },
                    ),
                ),
                one=True,
            ),
            "The claims that are violated where it applies.",
            required=True,
        ),
    },
)
PROPOSITION = Scalar("expression, event, or beginning or end of a phase")
PAIR = Items(PROPOSITION)
CLAIM = Record(
    "a claim",
    {
        "always": Key(EXPRESSION, "Holds in every joint state."),
        "never": Key(EXPRESSION, "Holds in no joint state."),
        "possible": Key(EXPRESSION, "Holds in some joint state."),
        "after": Key(Scalar("phase"), "`each phase`, or a phase: judged in its settled states."),
        "whenever": Key(Scalar("event"), "Judged in the state before each such step."),
        "holds": Key(EXPRESSION, "What must hold."),
        "leads_to": Key(PAIR, "[P, Q]: whenever P, then or later Q."),
        "eventually": Key(PROPOSITION, "At some time."),
        "always_eventually": Key(PROPOSITION, "Again and again, for ever."),
        "eventually_always": Key(PROPOSITION, "From some time on, for ever."),
        "until": Key(PAIR, "[P, Q]: P until Q, and Q at some time."),
        "recoverable": Key(EXPRESSION, "Can still be reached, from every joint state."),
        "formula": Key(Scalar("formula"), "Linear temporal logic over the atoms of `where`."),
        "where": Key(Table(PROPOSITION), "What the atoms of the formula mean."),
        "ends": Key(Scalar("phase"), "`each phase`, or a phase: every run of the protocol settles."),
        "within": Key(Scalar("number of steps"), "`N steps` or `N ticks`: the longest run that a phase may have."),
        "for": Key(Table(NAME), "Names and sets: one claim for every copy."),
        "known_violation": Key(KNOWN, "It is violated, and why; of several, the first whose `when` holds."),
        "description": DESCRIPTION,
    },
)
WATCH = Record(
    "a row of a monitor",
    {
        "trigger": Key(Scalar("event"), "The event it watches.", required=True),
        "source": Key(Items(Scalar("state"), one=True), "The states in which it does.", required=True),
        "dest": Key(Scalar("state"), "The next state.", required=True),
        "when": Key(EXPRESSION, "A guard over everything."),
    },
)
MONITOR = Record(
    "a monitor",
    {
        "per": Key(PER, "One monitor for each copy of a party."),
        "initial": Key(Scalar("state"), "The state at the start.", required=True),
        "states": Key(Items(NAME), "All states.", required=True),
        "never": Key(Items(Scalar("state"), one=True), "States it must not enter.", required=True),
        "transitions": Key(Items(WATCH), "The rows.", required=True),
        "known_violation": Key(KNOWN, "It enters one, and why; of several, the first whose `when` holds."),
        "description": DESCRIPTION,
    },
)
MESSAGES = Table(Table(Items(Scalar("message"), one=True), Scalar("direction")), TEXT)
WORLD = Record(
    "a world",
    {
        "layers": Key(Items(NAME, one=True), "The layers that are laid there, in order."),
        "set": Key(Table(Scalar("number or word")), "Parameters and their values there."),
        "description": DESCRIPTION,
    },
)
SYSTEM_FILE = Record(
    "a system file",
    {
        "system": Key(TEXT, "The title.", required=True),
        "description": DESCRIPTION,
        "parameters": Key(Table(PARAMETER), "What can be set, and what it is."),
        "define": DEFINE,
        "messages": Key(MESSAGES, "Protocols, directions, messages; `routine` may stand before one."),
        "connections": Key(Table(CONNECTION), "What carries the messages."),
        "phases": Key(Table(PHASE, TEXT), "The phases of the scenario."),
        "claims": Key(Table(CLAIM, TEXT), "What is claimed."),
        "monitors": Key(Table(MONITOR, TEXT), "Machines that watch."),
        "findings": Key(Table(FINDING, TEXT), "Known violations, each with its reason and the claims that it breaks."),
        "worlds": Key(Table(WORLD), "Named layers and settings of the parameters."),
        "time": Key(
            Record(
                "the time",
                {
                    "delivery": Key(
                        EXPRESSION,
                        "What a message takes: instant (the default), any number of ticks, or 0..k ticks.",
                        required=True,
                    )
                },
            ),
            "How time goes on, where there are timers.",
        ),
        "final": Key(EXPRESSION, "Where it holds, having no step is no deadlock."),
    },
)
