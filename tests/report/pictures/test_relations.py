import re
from xml.etree import ElementTree as ET

from leftopen.model import Link
from leftopen.report.pictures.relations import MOST_LINKS, MOST_NODES, Dot, _brackets, relations
from leftopen.report.plain.tongue import tongue

NODES = [Dot(f"s{n}", f"name {n}", f"10.0.0.{n}:1", "high") for n in range(5)]


def link(*services: int, strength: float = 0.5) -> Link:
    return Link("same-people", tuple(f"s{n}" for n in services), strength, "because")


def test_each_link_is_a_numbered_bracket_over_its_services() -> None:
    root = ET.fromstring(relations(NODES, [link(0, 1), link(4, 2, 0)], "k", tongue()))
    assert [t.text for t in root.iter("text") if t.get("class") == "number"] == ["1", "2"]
    paths = [p.get("d") or "" for p in root.iter("path")]
    assert [path.count("M") for path in paths] == [1, 2]
    assert len([c for c in root.iter("circle") if "node" in (c.get("class") or "")]) == 5


def test_brackets_in_one_lane_do_not_overlap() -> None:
    links = [link(a, b) for a in range(5) for b in range(a + 1, 5)]
    found = _brackets(NODES, links)
    assert len(found) == MOST_LINKS
    for one in found:
        for other in found:
            if one.number < other.number and one.lane == other.lane:
                assert one.rows[-1] <= other.rows[0] or other.rows[-1] <= one.rows[0]


def test_nothing_is_drawn_left_of_the_picture() -> None:
    svg = relations(NODES, [link(a, b) for a in range(5) for b in range(a + 1, 5)], "k", tongue())
    assert min(int(x) for x in re.findall(r"H(-?\d+)", svg)) > 0


def test_links_to_services_elsewhere_are_left_to_the_list() -> None:
    assert _brackets(NODES, [link(0, 9), link(1)]) == []
    assert "No links." in relations(NODES, [link(0, 9)], "k", tongue())


def test_the_picture_is_bounded() -> None:
    many = [Dot(f"s{n}", "n", "p", None) for n in range(100)]
    root = ET.fromstring(relations(many, [link(*range(100), strength=9)], "k", tongue()))
    assert len([c for c in root.iter("circle") if "node" in (c.get("class") or "")]) == MOST_NODES
    assert [p.get("stroke-width") for p in root.iter("path")] == ["3.5"]


def test_hostile_names_are_escaped() -> None:
    assert "<script>" not in relations([Dot("x", "<script>", "<script>", None)], [], "k", tongue())
