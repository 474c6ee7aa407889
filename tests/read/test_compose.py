"""Text to nodes, within bounds."""

from __future__ import annotations

import pytest
import yaml

from builder.read.compose import MOST_DEPTH, MappingNode, ScalarNode, TooDeep, compose, marked_places


def test_nothing_guesses_at_types():
    node = compose("a: 12\nb: [true, 2017-01-01, ~]\n")
    assert isinstance(node, MappingNode)
    values = [node.value[0][1], *node.value[1][1].value]
    assert all(isinstance(value, ScalarNode) for value in values)
    assert [value.value for value in values] == ["12", "true", "2017-01-01", "~"]


def test_an_empty_text_has_no_root():
    assert compose("") is None
    assert compose("# only a comment\n") is None


def test_positions_count_letters():
    node = compose("ä: ö\n")
    assert isinstance(node, MappingNode)
    assert (node.value[0][1].start_mark.line, node.value[0][1].start_mark.column) == (0, 3)


@pytest.mark.parametrize("bomb", ["[" * 3000, "{a: " * 3000, "- " * 3000 + "x", "a: " + "[" * 2100 + "]" * 2100])
def test_depth_is_refused_before_the_stack_is_in_danger(bomb: str):
    with pytest.raises(TooDeep) as raised:
        compose(bomb)
    assert raised.value.line == 0
    assert raised.value.column > 0


def test_indentation_nests_too():
    with pytest.raises(TooDeep):
        compose("".join(" " * i + "a:\n" for i in range(600)))


def test_many_brackets_side_by_side_are_not_deep():
    assert compose("[" + "[], " * 3000 + "]") is not None
    assert MOST_DEPTH < 100


def test_what_is_not_yaml_raises():
    with pytest.raises(yaml.YAMLError):
        compose("a: [")
    with pytest.raises(yaml.YAMLError):
        compose("a: b: c")
    with pytest.raises(yaml.YAMLError):
        compose("---\na\n---\nb\n")


def test_anchors_aliases_and_tags_are_found_with_their_places():
    text = "a: &x 1\nb: *x\nc: !!str 2\nd: !own {e: f}\n"
    assert [(kind, mark.line, mark.column) for kind, _, mark in marked_places(text)] == [
        ("anchor", 0, 3),
        ("alias", 1, 3),
        ("tag", 2, 3),
        ("tag", 3, 3),
    ]


@pytest.mark.parametrize("text", ["a: b\n", "a: R&D\n", "a: 2*3 = 6!\n", "a: 'x & y * z ! w'\n"])
def test_signs_inside_a_text_mark_nothing(text: str):
    assert marked_places(text) == []
