"""Where everything is put together, started and stopped. The only module that names concrete parts."""

import asyncio
import random
import signal
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from types import TracebackType
from typing import Any, Self

from bot import logs
from bot.afresh import Afresh
from bot.authority import Authority
from bot.clock import Clock, MachineClock
from bot.commits import Commits
from bot.context import Contexts
from bot.conversations import Conversations, Offers
from bot.copies import Copies
from bot.delivery import Delivery
from bot.dispatch import Dispatcher
from bot.errands import Desk
from bot.events import Event, word_of
from bot.gate import Gate
from bot.health import Watch, served
from bot.holds import Holds
from bot.keys import details_in, keyring_in
from bot.lanes import Lanes
from bot.maintenance import Maintenance
from bot.mapcards import MapCards
from bot.metrics import Metrics
from bot.moderators import Moderators
from bot.parts import Parts
from bot.people import KeyringPeople
from bot.places import CityPlaces
from bot.platforms import MovedRooms, platforms_of, turns_of
from bot.privacy.darkroom import Darkroom
from bot.privacy.detailkeys import DetailKeys
from bot.privacy.intake import Intake
from bot.privacy.keyring import Keyring
from bot.privacy.replies import Replies
from bot.privacy.scrub import Scrubber, place_names
from bot.quarantine import Quarantine
from bot.relays import Relays
from bot.reporting import DeliveryReports
from bot.residents import Residents
from bot.sealer import KeyringSealer
from bot.settings import Settings
from bot.storage.store import Store
from bot.subscriptions import Subscriptions, subscribers_in
from bot.transports.base import Health, Incoming, Reaction, Transport
from geo.resolve import Resolver

OWNER = "delivery"
"""Whose leases these are: one process delivers, and finds its own again after a restart."""
FIRST_RESTART_S, LAST_RESTART_S = 1.0, 60.0
STOP_INTAKE_S = 10.0


class App:
    """One process. `async with` starts it and stops it gracefully; `run` does both until told to stop."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.clock = parts.clock
        self.metrics = Metrics()
        self.health_port = 0
        self._stack = AsyncExitStack()
        self._stopped = asyncio.Event()
        self._is_open = False

    async def __aenter__(self) -> Self:
        await self.open()
        await self._start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self) -> None:
        """Run until `stop`, SIGTERM or SIGINT."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(each, self.stop)
        async with self:
            await self._stopped.wait()

    def stop(self) -> None:
        """Ask a running app to stop."""
        self._stopped.set()

    async def receive(self, incoming: Incoming) -> Reaction:
        """Take in one input, as every transport does."""
        platform = incoming.sender.platform if incoming.sender else "none"
        self.metrics.inputs.labels(word_of(platform)).inc()
        return await self.dispatcher.receive(incoming)

    async def settle(self) -> None:
        """Do everything that is due at this moment of a stepped clock, until nothing is left."""
        await self.maintenance.step()
        await self.delivery.settle()

    async def open(self) -> None:
        """Open the store and put the parts together; nothing runs yet."""
        parts, clock = self.parts, self.clock
        retention, lives = parts.retention, parts.policy.conversation_lives
        keyring = keyring_in(parts.keyring_home, now=clock.now, retention=retention, conversation_lives=lives)
        details = details_in(parts.details_home, now=clock.now, retention=retention)
        self.store = await Store.open(parts.store, sealer=KeyringSealer(keyring), details=details, now=clock.now)
        self._stack.push_async_callback(self.store.close)
        if parts.geocoder:
            await self._stack.enter_async_context(parts.geocoder)
        parts.moves.keep_in(self.store)
        parts.holds.keep_in(self.store)
        parts.quarantine.keep_in(self.store)
        keyring.known_since()  # from now on, unless it has known people for longer
        self._is_open = True
        self.conversations = Conversations(keyring, now=clock.now, lives=lives)
        self.offers = Offers(now=clock.now, lives=lives)
        self._assemble(keyring, details)

    def _assemble(self, keyring: Keyring, details: DetailKeys | None) -> None:
        """What decides, and what sends."""
        parts, replies, resolver = self.parts, Replies(keyring), Resolver(self.parts.gazetteer)
        scrubber = Scrubber(places=place_names(parts.gazetteer), finder=parts.names)
        self.contexts = Contexts(
            clock=self.clock,
            policy=parts.policy,
            directory=parts.directory,
            people=KeyringPeople(keyring, replies, details=details),
            places=CityPlaces(parts.gazetteer, parts.directory, resolver),
            scrubber=scrubber,
        )
        self.intake = Intake(
            keyring=keyring,
            members=parts.members,
            resolver=resolver,
            scrubber=scrubber,
            languages=parts.policy.languages,
            hints=self.contexts.places.channels_hint(),
        )
        self.subscriptions = Subscriptions(
            transports=parts.transports,
            paces=parts.paces,
            subscribers=subscribers_in(keyring, parts.subscriptions, now=self.clock.now),
            rules=parts.subscriptions,
            outlives_restart=parts.keyring_home is not None,
        )
        self.maintenance = self._maintenance(keyring, details)
        self.delivery = self._delivery(keyring, replies)
        self.dispatcher = self._dispatcher(keyring, replies)

    async def close(self) -> None:
        """Stop intake, let what is in flight finish, close every connection."""
        logs.get().event(Event.APP_STOPPING)
        self._is_open = False
        await self._stack.aclose()

    def _dispatcher(self, keyring: Keyring, replies: Replies) -> Dispatcher:
        parts, intake, contexts = self.parts, self.intake, self.contexts
        self.commits = Commits(self.store, self._committed)
        moderators = Moderators(
            commits=self.commits,
            intake=intake,
            contexts=contexts,
            offers=self.offers,
            authority=Authority(parts.directory, self._platforms),
        )
        residents = Residents(
            commits=self.commits,
            intake=intake,
            contexts=contexts,
            conversations=self.conversations,
            replies=replies,
            gate=Gate(parts.policy, keyring, timer=self.clock.seconds),
            moderators=moderators,
            afresh=Afresh(store=self.store, contexts=contexts, replies=replies),
            subscriptions=self.subscriptions,
            geocoder=parts.geocoder,
        )
        return Dispatcher(
            intake=intake,
            conversations=self.conversations,
            darkroom=Darkroom(is_open=parts.policy.photos),
            residents=residents,
            moderators=moderators,
        )

    def _committed(self) -> None:
        self.delivery.bell.set()
        policy = self.parts.policy
        self.maintenance.expect(policy.draft_delay, policy.place_wait, policy.guided_wait)

    def _maintenance(self, keyring: Keyring, details: DetailKeys | None) -> Maintenance:
        return Maintenance(
            store=self.store,
            contexts=self.contexts,
            keyring=keyring,
            details=details,
            clock=self.clock,
            retention=self.parts.retention,
            metrics=self.metrics,
            committed=lambda: self.delivery.bell.set(),  # noqa: PLW0108  delivery is made after the jobs
        )

    def _delivery(self, keyring: Keyring, replies: Replies) -> Delivery:
        lanes = self._lanes()
        return Delivery(
            queue=self.store,
            desk=self._desk(replies),
            offers=self.offers,
            lanes=lanes,
            copies=self._copies(keyring, replies, lanes),
            clock=self.clock,
            owner=OWNER,
            metrics=self.metrics,
            report=DeliveryReports(store=self.store, contexts=self.contexts),
        )

    def _lanes(self) -> Lanes:
        transports = self._platforms
        return Lanes(transports=transports, clock=self.clock, paces=self.parts.paces, turns=self.parts.turns)

    def _copies(self, keyring: Keyring, replies: Replies, lanes: Lanes) -> Copies | None:
        if self.subscriptions.subscribers is None:
            return None
        return Copies(
            subscribers=self.subscriptions.subscribers,
            relays=Relays(records=keyring.subscriptions(), now=self.clock.now),
            replies=replies,
            store=self.store,
            contexts=self.contexts,
            lanes=lanes,
            clock=self.clock,
        )

    def _desk(self, replies: Replies) -> Desk:
        theme = self.parts.map_cards
        return Desk(
            store=self.store,
            contexts=self.contexts,
            conversations=self.conversations,
            replies=replies,
            cards=MapCards(self.parts.gazetteer, theme) if theme else None,
        )

    async def _start(self) -> None:
        await self.delivery.recover()
        # Stopped in the reverse order: intake first, deliveries last, then the store.
        self._background(self.delivery.run())
        self._background(self.maintenance.run())
        for transport in self.parts.transports:
            self._background(self._supervise(transport))
        if self.parts.health:
            host, port = self.parts.health
            watch = Watch(
                platforms=self.platforms, ready=lambda: self._is_open, metrics=self.metrics, now=self.clock.now
            )
            self.health_port = await self._stack.enter_async_context(served(watch, host, port))
        rooms = sum(len(each.rooms) for each in self.parts.transports)
        logs.get().event(Event.APP_STARTED, transports=len(self.parts.transports), rooms=rooms)

    @property
    def _platforms(self) -> Mapping[str, Transport]:
        return {each.features.platform: each for each in self.parts.transports}

    def platforms(self) -> Mapping[str, Health]:
        """How each platform is."""
        return {platform: each.health() for platform, each in self._platforms.items()}

    async def _supervise(self, transport: Transport) -> None:
        """Keep one platform taking in; its failures reach no other."""
        platform, attempt = word_of(transport.features.platform), 0
        while True:
            began_s = self.clock.seconds()
            error: Exception | None = None
            try:
                await transport.run(self.receive)
            except Exception as failure:  # noqa: BLE001  the root of a platform: it is started again
                error = failure
            attempt = 0 if self.clock.seconds() - began_s > LAST_RESTART_S else attempt + 1
            wait_s = min(LAST_RESTART_S, FIRST_RESTART_S * 2.0 ** min(attempt, 10)) * (0.5 + random.random() / 2)  # noqa: S311  jitter
            fields = {"error": error} if error else {}
            logs.get().event(Event.INTAKE_FAILED, transport=platform, attempt=attempt, wait_s=wait_s, **fields)
            await asyncio.sleep(wait_s)

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._stack.push_async_callback(_ended, task)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def build_app(settings: Settings, *, transports: Sequence[Transport] | None = None, clock: Clock | None = None) -> App:
    """The app that the settings describe; `transports` in place of those they name. Raises `UnusablePlatform`."""
    clock, moves, holds, quarantine = clock or MachineClock(), MovedRooms(), Holds(), Quarantine()
    turns = turns_of(settings, clock=clock, holds=holds)
    chosen = transports
    if chosen is None:
        chosen = platforms_of(settings, clock=clock, moves=moves, turns=turns, quarantine=quarantine)
    return App(
        Parts.of(settings, transports=chosen, clock=clock, moves=moves, holds=holds, turns=turns, quarantine=quarantine)
    )
