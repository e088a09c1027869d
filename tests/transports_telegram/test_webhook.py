"""Being called by Telegram: 200 only after the commit, and only for Telegram."""

import io
import json
from typing import Any

import aiohttp
import pytest

from bot import logs
from bot.marks import Mark
from bot.transports.base import TryAgain
from bot.transports.telegram import WebhookConfig
from bot.transports.telegram.admission import TRIES
from bot.transports.telegram.webhook import SECRET_HEADER
from tests.fake_telegram.server import NEW_TOKEN
from tests.transports_telegram.harness import Recorder, running

SECRET = "a-secret-of-sixteen-signs"


async def knock(port: int, body: bytes, secret: str = SECRET, method: str = "POST") -> tuple[int, dict[str, str]]:
    async with aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{port}/telegram"
        async with http.request(method, url, data=body, headers={SECRET_HEADER: secret}) as answer:
            return answer.status, dict(answer.headers)


def update(number: int, text: str) -> bytes:
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 5, "type": "private"},
        "from": {"id": 5, "is_bot": False, "first_name": "x"},
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_updates_come_by_webhook_and_their_secret_is_set(town, fake, port):
    receive = Recorder()
    async with running(town.hooked(port, secret=SECRET), receive) as transport:
        await fake.until(lambda: fake.waiting.hook)
        town.ana.writes("vans")
        await receive.has(1)
        assert transport.health().up
    (given, *_) = fake.called("setWebhook")
    assert given["secret_token"] == SECRET
    assert given["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert "drop_pending_updates" not in given
    assert fake.waiting.hook == {}, "a stop takes the webhook down, so that Telegram keeps what comes"


async def test_what_was_not_committed_is_brought_again(town, fake, port):
    receive = Recorder(TryAgain(), TryAgain())
    async with running(town.hooked(port), receive):
        await fake.until(lambda: fake.waiting.hook)
        town.ana.writes("vans")
        await receive.has(1)
    assert fake.waiting.answers[:2] == [503, 503]
    assert len({heard.mark for heard in receive.seen}) == 1


async def test_it_says_when_to_come_again(town, fake, port):
    async with running(town.hooked(port, secret=SECRET), Recorder(TryAgain())):
        await fake.until(lambda: fake.waiting.hook)
        status, headers = await knock(port, update(1, "vans"))
    assert status == 503
    assert int(headers["Retry-After"]) > 0


async def test_updates_that_overtake_one_another_are_all_heard_once(town, fake, port):
    receive = Recorder()
    async with running(town.hooked(port, secret=SECRET), receive):
        await fake.until(lambda: fake.waiting.hook)
        for number in (12, 10, 11, 10, 12):
            assert (await knock(port, update(number, f"no {number}")))[0] == 200
    assert receive.texts == ["no 12", "no 10", "no 11"]


async def test_the_mark_of_an_update_survives_a_restart_and_does_not_show_its_number(town, fake, port):
    first, second = Recorder(), Recorder()
    for receive in (first, second):
        async with running(town.hooked(port, secret=SECRET), receive):
            await fake.until(lambda: fake.waiting.hook)
            await knock(port, update(4711, "vans"))
    assert first.seen[0].mark == second.seen[0].mark
    assert first.seen[0].mark is not None
    assert b"4711" not in (first.seen[0].mark.once or b"")


async def test_a_renewed_token_keeps_the_marks_and_another_bot_or_server_has_its_own(town, fake, port):
    async def mark(**more: Any) -> Mark | None:
        receive, hook = Recorder(), WebhookConfig(public_url=fake.url, port=port, secret=SECRET)
        async with running(town.transport(webhook=hook, **more), receive):
            await fake.until(lambda: fake.waiting.hook)
            assert (await knock(port, update(4711, "vans")))[0] == 200
        return receive.seen[0].mark

    first = await mark()
    fake.token = NEW_TOKEN
    assert await mark() == first
    assert await mark(base_url=fake.url.replace("127.0.0.1", "localhost")) != first
    fake.token = "7000000009:AAanotherBOTanotherBOTanotherBOTx"
    assert await mark() != first


async def test_what_was_taken_in_is_not_taken_in_again_though_its_200_was_lost_and_the_token_changed(town, fake, port):
    receive, fake.waiting.deaf = Recorder(), True
    async with running(town.hooked(port), receive):
        await fake.until(lambda: fake.waiting.hook)
        town.ana.writes("vans")
        await receive.has(1)
    assert fake.waiting.updates, "Telegram brings it once more"
    fake.token, fake.waiting.deaf = NEW_TOKEN, False
    async with running(town.hooked(port), receive):
        await fake.until(lambda: not fake.waiting.updates)
    assert receive.texts == ["vans"]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "ünïcode"])
async def test_nobody_else_is_heard(town, fake, port, secret):
    receive = Recorder()
    async with running(town.hooked(port, secret=SECRET), receive) as transport:
        await fake.until(lambda: fake.waiting.hook)
        status, _ = await knock(port, update(1, "approve K7Q2"), secret)
        assert transport.counts["refused_forged"] == 1
    assert (status, receive.seen) == (403, [])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"update_id": "canary"}',
        b'{"update_id": 1, "message": 5}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_what_can_never_be_read_is_not_asked_for_again(town, fake, port, body):
    receive = Recorder()
    async with running(town.hooked(port, secret=SECRET), receive) as transport:
        await fake.until(lambda: fake.waiting.hook)
        assert (await knock(port, body))[0] == 200
        assert transport.counts["quarantined"] == 1
        assert (await knock(port, update(2, "after")))[0] == 200
    assert receive.texts == ["after"]


async def test_a_body_that_is_too_large_is_not_read_and_not_asked_for_again(town, fake, port):
    receive = Recorder()
    async with running(town.hooked(port, secret=SECRET, max_body_bytes=1000), receive) as transport:
        await fake.until(lambda: fake.waiting.hook)
        assert (await knock(port, update(1, "x" * 2000)))[0] == 200
        assert [each.error for each in transport.health().set_aside] == ["HTTPRequestEntityTooLarge"]
        assert (await knock(port, update(2, "after")))[0] == 200
    assert receive.texts == ["after"]


async def test_a_fault_of_ours_is_tried_again_and_then_set_aside(town, fake, port):
    receive = Recorder(*(KeyError("canary") for _ in range(TRIES)))
    async with running(town.hooked(port, secret=SECRET), receive):
        await fake.until(lambda: fake.waiting.hook)
        answers = [(await knock(port, update(1, "vans")))[0] for _ in range(TRIES)]
    assert answers == [503] * (TRIES - 1) + [200]


async def test_a_refused_webhook_is_tried_again_and_shown(town, fake, port):
    fake.fails(method="setWebhook", status=400, times=2)
    receive = Recorder()
    async with running(town.hooked(port), receive) as transport:
        await fake.until(lambda: fake.waiting.hook)
        town.ana.writes("vans")
        await receive.has(1)
        assert transport.counts["failures"] == 2


async def test_the_webhook_is_set_again_when_telegram_says_so_and_not_before(town, fake, port):
    out = io.StringIO()
    undo = logs.configure(out, "info")
    fake.fails(method="setWebhook", status=429, more={"retry_after": 9})
    try:
        async with running(town.hooked(port), Recorder()) as transport:
            await fake.until(lambda: transport.counts.get("failures"))
    finally:
        undo()
    assert "wait_s=9.0" in out.getvalue()


async def test_looking_at_the_endpoint_shows_nothing(town, fake, port):
    async with running(town.hooked(port, secret=SECRET), Recorder()):
        await fake.until(lambda: fake.waiting.hook)
        assert (await knock(port, b"", method="GET"))[0] == 405
