"""Small groups: no figure may tell what one person voted.

Two rules, with the same threshold. A group with fewer voters than it is merged with the other small
ones; and what is merged must itself reach the threshold, else it would be found by subtraction, so
the next smallest group joins it.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from seances.depouillement.commun import REGROUPES, Voix

Group = TypeVar("Group", bound=Hashable)


def small_groups(sizes: Mapping[Group, int], threshold: int) -> frozenset[Group]:
    """The groups to merge together so that no group and no remainder is under the threshold.

    When all voters together are fewer than the threshold, every group is merged.
    """
    ordered = sorted((size, str(group), group) for group, size in sizes.items() if size)
    merged: list[Group] = []
    people = 0
    for size, _name, group in ordered:
        if size >= threshold and (people == 0 or people >= threshold):
            break
        merged.append(group)
        people += size
    return frozenset(merged)


def protect(voix: Sequence[Voix], threshold: int) -> list[Voix]:
    """The same voices, small colleges merged, then small tables of a college left out.

    Afterwards every pair (college, table) is shared by at least `threshold` voters, or all of them
    together are fewer.
    """
    small = small_groups(Counter(one.college for one in voix), threshold)
    merged = [one._replace(college=REGROUPES) if one.college in small else one for one in voix]
    lost: set[tuple[str, int | None]] = set()
    for college in {one.college for one in merged}:
        tables = Counter(one.table for one in merged if one.college == college)
        # Those who sat at no table are already together: small tables join them.
        homeless = tables.pop(None, 0)
        gone = small_groups(tables, threshold)
        while 0 < homeless + sum(tables[t] for t in gone) < threshold and len(gone) < len(tables):
            rest = {table: size for table, size in tables.items() if table not in gone}
            gone |= {min(rest, key=lambda table: (rest[table], str(table)))}
        lost |= {(college, table) for table in gone}
    return [one._replace(table=None) if (one.college, one.table) in lost else one for one in merged]
