"""Tasks over an executor that breaks when it is told to."""

from concurrent.futures import BrokenExecutor, Executor, Future

from lottery_verify.executors.running import run_tasks

KILLS = "kills"


class Breaking(Executor):
    """An executor of the tests: whatever is open is lost when the task KILLS comes; the rest is done by `finish`."""

    def __init__(self, open_):
        self.open, self.broken = open_, False

    def submit(self, call, /, task):
        if self.broken:
            raise BrokenExecutor
        future = Future()
        self.open.append((future, call, task))
        if task == KILLS:
            self.broken = True
            while self.open:
                self.open.pop()[0].set_exception(BrokenExecutor())
        return future


def test_who_ran_beside_a_killer_is_tried_again_alone():
    """A task that breaks its executor every time is lost, and it alone, in whatever order they came.

    Catches: suspects that are tried beside each other, where the innocent one dies twice, and one that is forgotten.
    """
    for tasks in (["slow", KILLS, "last"], [KILLS, "slow", "last"]):
        open_, kept = [], {}

        def finish(open_=open_):
            while open_:
                future, call, task = open_.pop()
                future.set_result(call(task))

        lost = run_tasks(
            tasks, str.upper, pool=lambda open_=open_: Breaking(open_), keep=kept.__setitem__, at_once=2,
            meanwhile=finish,
        )  # fmt: skip
        assert lost == [(KILLS, "its worker died, twice")]
        assert kept == {"slow": "SLOW", "last": "LAST"}
