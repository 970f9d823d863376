"""The worker process: seals events, delivers them, sends messages, posts to the ERP, prints, fetches pictures, keeps the schedule."""

import asyncio
import contextlib
import gc
import signal
from typing import Any

import structlog

from notifications import dispatcher
from service_desk import seams
from service_desk.erp.sender import queue as postings
from service_desk.events.actions import TOPIC
from service_desk.events.deliveries import Subscribers
from service_desk.events.sealer import seal
from service_desk.foundation import address, claim, logs
from service_desk.foundation.db import DB
from service_desk.foundation.live import HUB
from service_desk.foundation.settings import environment
from service_desk.imports.jobs import queue as import_jobs
from service_desk.scanning.fetcher import queue as sent_pictures
from service_desk.scanning.sender import queue as print_jobs
from service_desk.schedule import keep_schedule
from service_desk.subscriptions import BESIDE, SUBSCRIPTIONS

log = structlog.get_logger("worker")
SEAL_EVERY_SECONDS = 1.0


async def keep_sealing(subscribers: Subscribers, stopping: asyncio.Event) -> None:
    """Seal on every notice, and once a second in case one was lost."""
    async with HUB.subscribe(TOPIC) as notices:
        while not stopping.is_set():
            try:
                while await seal(subscribers.names, subscribers.beside):
                    pass
            except Exception:  # the database is away; it is waited for
                log.exception("sealer_stopped_short")
                await asyncio.sleep(1)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(notices.get(), SEAL_EVERY_SECONDS)


async def work(stopping: asyncio.Event) -> None:
    """Run every loop until `stopping` is set; needs an open pool."""
    subscribers = Subscribers(SUBSCRIPTIONS, BESIDE)
    loops = [
        keep_sealing(subscribers, stopping),
        claim.run(subscribers.queue(), stopping),
        claim.run(dispatcher.queue(), stopping),
        claim.run(dispatcher.healing(), stopping),
        claim.run(postings(), stopping),
        claim.run(print_jobs(), stopping),
        claim.run(sent_pictures(), stopping),
        claim.run(import_jobs(), stopping),
        keep_schedule(stopping),
    ]
    async with asyncio.TaskGroup() as tasks:
        for loop in loops:
            tasks.create_task(loop)


async def settle_everything(*, rounds: int = 50) -> None:
    """Do all that is due now, in this process, until nothing is left: for tests and the command line."""
    subscribers = Subscribers(SUBSCRIPTIONS, BESIDE)
    queues: tuple[claim.Queue[Any], ...] = (
        subscribers.queue(),
        dispatcher.queue(),
        dispatcher.healing(),
        postings(),
        print_jobs(),
        sent_pictures(),
        import_jobs(),
    )
    for _ in range(rounds):
        done = await seal(subscribers.names, subscribers.beside)
        for queue in queues:
            done += await claim.drain(queue)
        if not done:
            return


async def serve() -> None:
    settings = environment()
    if settings.database_url is None:
        raise SystemExit("DATABASE_URL is not set. Start the desk with `desk run`, or set it.")
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    seams.fill()
    await DB.open(
        settings.database_url,
        most=settings.pool,
        statement_timeout="30000",
        lock_timeout="5000",
        application_name="aftercare worker",  # so that `desk demo` sees that someone else does the work
    )
    await HUB.start(settings.database_url)
    await address.learn()
    gc.collect()
    gc.freeze()  # as in the web process: an import makes very much, and the collector would walk all of ours with it each time
    log.info("worker_started")
    try:
        await work(stopping)
    finally:
        gc.unfreeze()
        await dispatcher.close()
        await HUB.stop()
        await DB.close()
        log.info("worker_stopped")


def main() -> None:
    settings = environment()
    logs.configure(settings.log_level, settings.log_format)
    asyncio.run(serve())


if __name__ == "__main__":
    main()
