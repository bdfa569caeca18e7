"""Questions to a space, collected, so that one pass over the states answers all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import get_args

from everystate.exploring.space import Among, Condition, Space, Tally
from everystate.judging.settling import unending


class Question:
    """A condition that was asked about; its tally is found when it is first looked at."""

    def __init__(self, survey: Survey, condition: Condition, among: Among) -> None:
        self._survey = survey
        self.condition = condition
        self.among = among
        self.found: Tally | None = None

    @property
    def tally(self) -> Tally:
        """In how many states the condition holds, and in which first."""
        if self.found is None:
            self._survey.answer()
        assert self.found is not None
        return self.found


class Survey:
    """Collects questions until one of them must be answered."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._asked: list[Question] = []

    @cached_property
    def unending(self) -> Sequence[int]:
        """The states that may never settle, in ascending order: an endless run of the protocol begins there.

        Raises:
            UnansweredError: there is no memory to find them.
        """
        return unending(self.space)

    def ask(self, condition: Condition, among: Among = "states") -> Question:
        """A question about a condition."""
        question = Question(self, condition, among)
        self._asked.append(question)
        return question

    def answer(self) -> None:
        """Answer everything that was asked and not answered yet."""
        asked, self._asked = self._asked, []
        for among in get_args(Among):
            here = [question for question in asked if question.among == among]
            if not here:
                continue
            tallies = self.space.tally([question.condition for question in here], among)
            for question, tally in zip(here, tallies, strict=True):
                question.found = tally
