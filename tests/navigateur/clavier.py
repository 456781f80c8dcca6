"""A page driven by its keyboard alone, each stop of the focus judged on the way."""

from playwright.sync_api import Page, expect

#: Where the focus is, whether it is `wanted`, and what a person would mind about it. The ring may
#: be drawn around the element or around what holds it: the label of a radio, a whole card.
STOP = """wanted => {
  const el = document.activeElement;
  if (!el || el === document.body || el.matches("main")) return null; // nothing to act on
  const ringed = node => node && getComputedStyle(node).outlineStyle !== "none";
  let box = ringed(el.closest("label")) ? el.closest("label") : el;
  for (let up = 0; up < 4 && !ringed(box); up += 1) box = box.parentElement ?? box;
  const ring = getComputedStyle(box);
  const seen = el.offsetWidth > 2 ? el : box; // a radio drawn as a card is one pixel itself
  const rect = seen.getBoundingClientRect();
  const problems = [];
  if (ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 2) problems.push("no ring");
  // Chromium brings the caret of a long text into view, not always its last lines.
  const least = rect.top + Math.min(rect.height, 44);
  if (rect.top < -1 || rect.left < -1 || least > innerHeight + 1
      || rect.right > innerWidth + 1) problems.push(`out of view: ${rect.top} to ${rect.bottom}`);
  const middle = (rect.left + rect.right) / 2;
  for (const y of [rect.top + 3, (rect.top + rect.bottom) / 2, rect.bottom - 3]) {
    const over = document.elementFromPoint(middle, Math.min(Math.max(y, 0), innerHeight - 1));
    if (over && !seen.contains(over) && !over.contains(seen)) {
      problems.push(`under ${over.outerHTML.slice(0, 80)}`);
      break;
    }
  }
  return {
    reached: el === wanted,
    told: el.outerHTML.slice(0, 160),
    problems,
    top: rect.top + scrollY, bottom: rect.bottom + scrollY, left: rect.left,
  };
}"""


class Clavier:
    """Tab, Shift+Tab, Enter, Space and the arrows: no method here moves a mouse."""

    def __init__(self, page: Page):
        page.emulate_media(reduced_motion="reduce")  # positions are read between two keys
        self.page = page
        self.before = None

    def goto(self, address: str) -> None:
        self.page.goto(address)
        self.before = None

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def stop(self, wanted=None, *, ordered: bool = True) -> bool:
        """Judge where the focus is. True when it is on `wanted`.

        Reading order: the next stop is lower or further right, never above and to the left.
        """
        now = self.page.evaluate(STOP, wanted)
        before, self.before = self.before, now
        if now is None:
            return False
        problems = list(now["problems"])
        if before and ordered and now["bottom"] <= before["top"] and now["left"] < before["left"]:
            problems.append(f"back up the page, after {before['told']}")
        assert not problems, f"{self.page.url}: {now['told']}: {problems}"
        return now["reached"]

    def tab_to(self, role: str, name: str, *, back: bool = False, limit: int = 150, **options):
        """Press Tab (`back`: Shift+Tab) until the one element of this role and name has focus.

        `options` are those of `get_by_role`. Nothing happens when it has focus already.
        """
        target = self.page.get_by_role(role, name=name, **options)
        expect(target).to_have_count(1)
        self.before = None
        for _ in range(limit):
            # Read at each stop: a list that comes late takes the place of the one looked at.
            if self.stop(target.element_handle(), ordered=not back):
                return target
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{self.page.url}: no way to « {name} » in {limit} keys")

    def activate(self, role: str, name: str, **options) -> None:
        """Go to a link or a button and press Enter; the page answers in place."""
        self.tab_to(role, name, **options)
        self.press("Enter")

    def follow(self, role: str, name: str, **options) -> None:
        """Go to a link or a button and press Enter; another page is there."""
        self.tab_to(role, name, **options)
        with self.page.expect_navigation():
            self.press("Enter")

    def fill(self, name: str, text: str, *, role: str = "textbox", **options) -> None:
        """Replace what a field holds."""
        self.tab_to(role, name, **options)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, **options) -> None:
        """Choose a radio: Tab enters its group, the arrows move inside it."""
        target = self.page.get_by_role("radio", name=name, **options)
        expect(target).to_have_count(1)
        group = target.get_attribute("name")
        self.before = None
        for _ in range(150):
            if self.page.evaluate("group => document.activeElement.name === group", group):
                break
            self.press("Tab")
            self.stop()
        wanted = target.element_handle()
        for _ in range(30):
            if self.stop(wanted, ordered=False):
                break
            self.press("ArrowDown")
        if not target.is_checked():
            self.press("Space")
        expect(target).to_be_checked()

    def select(self, name: str, option: str) -> None:
        """Choose in a closed list with the arrow."""
        target = self.tab_to("combobox", name)
        shown = "list => list.selectedOptions[0].label"
        for _ in range(60):
            if target.evaluate(shown) == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no « {option} » in « {name} »")

    def devenir(self, persona: str) -> None:
        """Become a persona of the demonstration from the home page."""
        self.goto("/")
        self.follow("button", f"Entrer {persona}")
