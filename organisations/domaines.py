"""Whether two professional addresses are those of one house: the same domain, and not a public one.

A shared mailbox provider says nothing of an employer, so it never gives a right by itself.
"""

from collections.abc import Iterable

#: Providers open to anybody, by the name before their ending (« gmail » of « gmail.com »).
PUBLIC = frozenset(
    {
        "gmail", "googlemail", "orange", "wanadoo", "free", "aliceadsl", "sfr", "neuf", "cegetel",
        "club-internet", "numericable", "noos", "bbox", "laposte", "hotmail", "outlook", "live",
        "msn", "yahoo", "ymail", "rocketmail", "icloud", "me", "mac", "aol", "gmx", "proton",
        "protonmail", "pm", "tutanota", "tuta", "mailo", "netcourrier", "caramail", "voila",
        "ik", "infomaniak", "zoho", "yandex", "mail", "email", "fastmail", "hey", "duck",
        "yopmail", "mailinator",
    }
)  # fmt: skip


def domain_of(address: str) -> str:
    """What follows the at sign, in lower case."""
    return address.rpartition("@")[2].strip().lower().rstrip(".")


def is_public(domain: str) -> bool:
    """Whether anybody may open an address there: « gmail.com », « yahoo.co.uk », « live.fr »."""
    return domain.split(".", 1)[0] in PUBLIC or "." not in domain


def is_of_same_house(address: str, others: Iterable[str]) -> bool:
    """Whether the address has the very domain of one of the others, and that domain is private."""
    domain = domain_of(address)
    return not is_public(domain) and domain in {domain_of(other) for other in others}
