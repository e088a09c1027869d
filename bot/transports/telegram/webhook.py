"""The other way in: Telegram calls us through the operator's proxy. 200 is said after the commit, never before.

What Telegram hears a 2xx for it forgets; anything else it brings again for a day. So only what is committed, or can
never be read, gets a 200.
"""

import hashlib
import hmac
import json
import secrets

from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.marks import Mark
from bot.transports.base import Receive, TryAgain
from bot.transports.telegram import tally as findings
from bot.transports.telegram.admission import Admission
from bot.transports.telegram.config import TelegramConfig, WebhookConfig, counting
from bot.transports.telegram.outlet import patiently
from bot.transports.telegram.polling import LONGEST_WAIT_S, allowed_updates
from bot.transports.telegram.tally import Tally
from bot.transports.telegram.updates import update_id
from bot.transports.telegram.wire import SlowDown

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the name of a header
RETRY_AFTER_S = 5
RENEWED_EVERY_S = 300.0
"""How often Telegram is asked whether it still knows our address."""


class Webhook:
    """An HTTP endpoint on loopback for as long as `run` runs."""

    def __init__(
        self, bot: Bot, config: TelegramConfig, hook: WebhookConfig, admission: Admission, tally: Tally
    ) -> None:
        self._bot, self._config, self._hook = bot, config, hook
        self._admission, self._tally = admission, tally
        self._secret = hook.secret or secrets.token_urlsafe(32)
        # Updates of different chats overtake one another, so one growing number would take some for old ones.
        # Under who counts, and not the token: a renewed one must not let what came before it come again.
        self._mark_key = hashlib.blake2b(counting(config).encode(), person=b"whistle-update").digest()

    async def run(self, receive: Receive) -> None:
        app = web.Application(client_max_size=self._hook.max_body_bytes)

        async def take(request: web.Request) -> web.Response:
            return await self._take(request, receive)

        app.router.add_post(self._hook.path, take)
        # No access log: it would note when somebody wrote to us.
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._hook.host, self._hook.port).start()
            await self._keep_known()
        finally:
            await runner.cleanup()

    async def retire(self) -> None:
        """Tell Telegram to keep what comes until we are back. Nothing that waits is dropped."""
        try:
            await self._bot.delete_webhook()
        except TelegramError:
            return

    async def _keep_known(self) -> None:
        waited_s = 0.0
        while True:
            try:
                await self._bot.set_webhook(
                    self._hook.public_url,
                    allowed_updates=allowed_updates(self._config),
                    secret_token=self._secret,
                    max_connections=self._hook.max_connections,
                )
            except TelegramError as error:
                refused = isinstance(error, InvalidToken)
                waited_s = min(max(waited_s * 2, self._config.backoff_s), LONGEST_WAIT_S)
                wait_s = self._config.slow_retry_s if refused else max(waited_s, _asked_s(error))
                finding = findings.TOKEN_REFUSED if refused else findings.WEBHOOK_REFUSED
                self._tally.failing(finding, error, wait_s)
                await patiently(wait_s)
            else:
                self._tally.ok()
                waited_s = 0.0
                await patiently(RENEWED_EVERY_S)

    async def _take(self, request: web.Request, receive: Receive) -> web.Response:
        if not self._is_telegram(request):
            self._tally.refused("forged")
            return web.Response(status=403)
        try:
            await self._admit(request, receive)
        except TryAgain as error:
            self._tally.failing(findings.STORE_AWAY, error, RETRY_AFTER_S)
            return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
        return web.Response(status=200)

    async def _admit(self, request: web.Request, receive: Receive) -> None:
        try:
            raw: object = json.loads(await request.read())
            number = update_id(raw)
        except (web.HTTPRequestEntityTooLarge, ValueError, RecursionError) as error:
            # Bringing it again would not make it readable.
            await self._admission.unnumbered(error)
            return
        if await self._admission.take(raw, number, self._mark(number), receive):
            self._tally.ok()

    def _mark(self, number: int) -> Mark:
        once = hashlib.blake2b(str(number).encode(), key=self._mark_key, digest_size=16).digest()
        return Mark(source=self._config.platform, once=once)

    def _is_telegram(self, request: web.Request) -> bool:
        told = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(told.encode("utf-8", "replace"), self._secret.encode())


def _asked_s(error: TelegramError) -> float:
    """How long Telegram asks to be left alone."""
    return error.wait_s if isinstance(error, SlowDown) else 0.0
