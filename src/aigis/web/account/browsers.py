"""The name of a browser and its system, as people know them; only for the list of sessions."""

# The first that fits counts: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera"}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def browser_name(header: str) -> str:
    """Returns such as `Firefox, Windows` for a User-Agent; its beginning where it is not known."""
    browser = next((name for name in _BROWSERS if f"{name}/" in header), "")
    system = next((name for name in _SYSTEMS if name in header), "")
    return ", ".join(filter(None, (_NAMES.get(browser, browser), system))) or header[:40] or "–"
