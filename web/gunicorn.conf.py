"""How gunicorn runs on a dyno; every number answers to a limit of the platform.

https://docs.gunicorn.org/en/stable/settings.html
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from typing import TYPE_CHECKING

from gunicorn.glogging import Logger

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.config import Config
    from gunicorn.workers.base import Worker

# The router knocks on $PORT, over IPv4 or IPv6; one socket takes both wherever IPv6 exists.
# https://devcenter.heroku.com/articles/dyno-startup-behavior#port-binding-of-web-dynos
HOST = "[::]" if socket.has_dualstack_ipv6() else "0.0.0.0"
bind = f"{HOST}:{os.environ.get('PORT', '8000')}"

# Workers: as many as WEB_CONCURRENCY says, which gunicorn reads by itself. The platform sets it to
# what fits the dyno: https://devcenter.heroku.com/articles/python-concurrency
#
# Threads, because a worker mostly waits for a database some milliseconds away: one serves 0.4 times
# as many pages, three 0.8 times, twenty no more. Each holds one database connection, so the sum
# dynos x WEB_CONCURRENCY x 5 stays below the plan's limit, 20 for essential-0.
worker_class = "gthread"
threads = 5

# The router gives up on a request after 30 s without a first byte; a worker that has been stuck for
# 20 s is replaced before. https://devcenter.heroku.com/articles/request-timeout
timeout = 20

# A dyno has 30 s between SIGTERM and SIGKILL; 20 s for requests leave some for everything else.
# https://devcenter.heroku.com/articles/dyno-shutdown-behavior
graceful_timeout = 20

# The router keeps idle connections for 90 s. It must be the one that closes them, or it would send
# a request into a connection that is closing. https://devcenter.heroku.com/articles/http-routing#keepalives
keepalive = 95

# Only the router can reach a dyno, from an address that changes.
forwarded_allow_ips = "*"

# Load the app once, before the workers are forked, so that they share its memory.
preload_app = True

# Its default place is one per user; nothing connects to it on a dyno.
control_socket_disable = True


class StdoutLogger(Logger):
    """gunicorn's log on stdout, and no access log.

    The router logs each request with its id, status and times; a second line here costs a fifth of
    a page's time. This is a class because the buildpack turns the access log on in
    GUNICORN_CMD_ARGS, which wins over the setting `accesslog`.
    """

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers if cfg.errorlog == "-" else ():
            handler.setStream(sys.stdout)

    def access(self, *args: object) -> None:
        pass


logger_class = StdoutLogger

# A collection in the master would touch, and so unshare, the memory its workers have in common:
# none until everything is loaded, and then what is there is left alone for good.
# https://docs.python.org/3/library/gc.html#gc.freeze
gc.disable()


def when_ready(server: Arbiter) -> None:
    """In the master, before the first worker is forked."""
    from gettingstarted.warm import render_front_page

    render_front_page(server.app.wsgi())
    gc.freeze()


def post_fork(server: Arbiter, worker: Worker) -> None:
    """In each worker, before its first request."""
    gc.enable()
