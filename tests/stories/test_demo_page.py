"""The README's story in a real browser: a resident texts a sighting, two moderators approve, the channel hears.

WHISTLE_SCREENSHOT=1 also takes the picture that stands in the README.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import Demo, run_demo

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "demo.png"
PICTURE_MAX_BYTES = 400_000
PATIENCE_MS = 30_000
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium (apt install chromium)"),
]


@pytest.fixture
async def demo(town_gazetteer) -> AsyncIterator[Demo]:
    ready: asyncio.Future[Demo] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run_demo(town_gazetteer, port=0, say=lambda _line: None, started=ready.set_result))
    task.add_done_callback(lambda _task: ready.done() or ready.cancel())
    async with asyncio.timeout(60):
        demo = await ready
    yield demo
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    driver = async_playwright()
    async with asyncio.timeout(60):
        playwright = await driver.start()
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    # Closing has no time limit of its own, and says nothing of us.
    for closing in (browser.close(), playwright.stop()):
        with suppress(TimeoutError):
            await asyncio.wait_for(closing, 30)


class Screen:
    """A page, with everything it complained about and everything it asked of others."""

    def __init__(self, page: Page, own: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self.strangers.append(asked.url) if not asked.url.startswith(own) else None)


async def opened(browser: Browser, demo: Demo, width: int = 1440, height: int = 900, scheme: str = "light") -> Screen:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    screen = Screen(page, demo.url)
    await page.goto(demo.url)
    await expect(page.get_by_role("tab", name="Ana")).to_be_visible(timeout=PATIENCE_MS)
    return screen


async def hears(page: Page, label: str, words: str) -> None:
    await expect(page.get_by_role("log", name=label)).to_contain_text(words, timeout=PATIENCE_MS)


async def test_the_readmes_story_plays_in_a_browser(demo: Demo, browser: Browser):
    screen = await opened(browser, demo)
    page = screen.page
    await page.get_by_role("button", name="3 unmarked suvs").click()
    await hears(page, "Chat of Ana", "E Lake St & Chicago Ave S")
    await page.get_by_role("log", name="Chat of Ana").get_by_role("button", name="Send now").click()

    room = page.get_by_role("log", name="Moderators' room, Telegram-like")
    await hears(page, "Moderators' room, Telegram-like", "needs 2 votes")
    await page.get_by_role("radio", name="Amina").click()
    await room.get_by_role("button", name="Approve").click()
    await hears(page, "Moderators' room, Telegram-like", "1/2")
    await page.get_by_role("radio", name="Ben").click()
    await room.get_by_role("button", name="Approve").click()

    lakeside = page.get_by_role("region", name="Channel Lakeside, Telegram-like · English")
    await expect(lakeside).to_contain_text("REPORTED, not confirmed", timeout=PATIENCE_MS)
    await expect(lakeside).to_contain_text("DEMO · ", timeout=PATIENCE_MS)
    await expect(page.get_by_role("list", name="Incidents")).to_contain_text("reported", timeout=PATIENCE_MS)
    await hears(page, "Chat of Ana", "shared with")
    await expect(page.locator(".incident.reported")).to_be_visible(timeout=PATIENCE_MS)
    assert screen.complaints == []
    assert screen.strangers == []
    if os.environ.get("WHISTLE_SCREENSHOT") == "1":
        await take_picture(page)


async def take_picture(page: Page) -> None:
    for toast in await page.locator(".toast").all():
        await expect(toast).to_be_hidden(timeout=PATIENCE_MS)
    await page.mouse.move(5, 5)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURE)
    assert PICTURE.stat().st_size < PICTURE_MAX_BYTES


async def test_every_message_bears_the_word_demo(demo: Demo, browser: Browser):
    page = (await opened(browser, demo)).page
    await page.get_by_role("textbox", name="Message as Ana").fill("hi")
    await page.keyboard.press("Enter")
    await hears(page, "Chat of Ana", "DEMO")
    await expect(page.locator(".phone:not([hidden]) .bubble")).to_have_count(2, timeout=PATIENCE_MS)
    bubbles = await page.locator(".bubble").all_inner_texts()
    assert all("DEMO" in bubble for bubble in bubbles)


async def test_what_a_resident_writes_is_shown_as_text_and_never_as_markup(demo: Demo, browser: Browser):
    screen = await opened(browser, demo)
    page = screen.page
    await page.get_by_role("textbox", name="Message as Ana").fill("<img src=x onerror=alert(1)><b>bold</b>")
    await page.keyboard.press("Enter")
    await hears(page, "Chat of Ana", "<b>bold</b>")
    assert await page.locator(".bubble img, .bubble b").count() == 0
    assert screen.complaints == []


async def test_a_click_on_the_map_sends_a_pin_from_the_selected_phone(demo: Demo, browser: Browser):
    page = (await opened(browser, demo)).page
    await page.get_by_role("tab", name="Luis").click()
    await expect(page.locator("#map canvas")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator(".area-name").first).to_be_attached(timeout=PATIENCE_MS)
    box = await page.locator("#map").bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await hears(page, "Chat of Luis", "📍")
    await expect(page.locator(".phone:not([hidden]) .bubble.bot")).not_to_have_count(0, timeout=PATIENCE_MS)


async def test_a_phone_is_added_with_the_keyboard_alone(demo: Demo, browser: Browser):
    page = (await opened(browser, demo)).page
    await page.get_by_role("button", name="Add a phone").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox", name="Name").fill("Noor")
    await page.get_by_label("Messenger").select_option("simsig")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("tab", name="Noor")).to_have_attribute("aria-selected", "true", timeout=PATIENCE_MS)
    await page.get_by_role("tab", name="Noor").focus()
    await page.keyboard.press("Home")
    await expect(page.get_by_role("tab", name="Ana")).to_have_attribute("aria-selected", "true", timeout=PATIENCE_MS)


async def test_a_dropped_network_keeps_messages_on_the_phone_until_it_is_mended(demo: Demo, browser: Browser):
    page = (await opened(browser, demo)).page
    await page.get_by_role("button", name="Drop the network").click()
    await expect(page.get_by_role("status").first).to_contain_text("network is down", timeout=PATIENCE_MS)
    await page.get_by_role("textbox", name="Message as Ana").fill("hi")
    await page.keyboard.press("Enter")
    await expect(page.locator(".phone:not([hidden]) .bubble")).to_have_count(1, timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Mend the network").click()
    await expect(page.locator(".phone:not([hidden]) .bubble.bot")).to_have_count(1, timeout=PATIENCE_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_phone_and_every_part_is_one_press_away(demo: Demo, browser: Browser, scheme):
    page = (await opened(browser, demo, 390, 844, scheme)).page
    for button, title in (("Moderators", "Moderators"), ("Channels", "Neighborhood channels"), ("Map", "Map")):
        await page.get_by_role("navigation").get_by_role("button", name=button).click()
        await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_enough_from_what_is_behind_it(demo: Demo, browser: Browser, scheme):
    page = (await opened(browser, demo, scheme=scheme)).page
    await page.get_by_role("textbox", name="Message as Ana").fill("hi")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.bot").first).to_be_visible(timeout=PATIENCE_MS)
    faint = await page.evaluate(FAINT_TEXTS)
    assert faint == []


FAINT_TEXTS = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 250) return color;
    }
    return [255, 255, 255, 255];
  };
  const light = ([r, g, b]) => {
    const part = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *:not(option)")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || node.closest("#map") || !node.checkVisibility() || node.disabled) continue;
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(behind(node))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push(`${node.tagName}.${node.className} "${node.textContent.slice(0, 30)}" ${contrast.toFixed(2)}`);
  }
  return faint;
}"""
"""WCAG 2 contrast of every text on the page, outside the map; lists those under 4.5 (level AA)."""
