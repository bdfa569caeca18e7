"""Runs one command and measures it: python -I -S stopwatch.py RESULT COMMAND...

A process of its own, and a small one, since a child begins with the peak memory of its parent. The command's wall time,
its processor time, the peak memory of the largest process in its tree and its exit code go to the file RESULT.
"""

import json
import os
import signal
import sys
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the command, which may have to clean up
began = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, setsigdef=[signal.SIGINT])
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - began
with open(sys.argv[1], "w") as result:  # noqa: PTH123 - no import that is not needed
    json.dump(
        {
            "seconds": seconds,
            "processor": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            "code": os.waitstatus_to_exitcode(status),
        },
        result,
    )
