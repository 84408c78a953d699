"""presidio-analyzer: its default recognisers that need no model, on a blank spaCy pipeline; spans in text."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

NEEDS = ("presidio-analyzer==2.2.366",)


def make() -> Callable[[str], object]:
    domains: Any = import_module("tldextract")
    domains.extract = domains.TLDExtract(suffix_list_urls=())  # the list that came with it; nothing is fetched
    analyzer = import_module("presidio_analyzer")
    engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine()
    engine.nlp = {"en": import_module("spacy").blank("en")}
    registry = analyzer.RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    finder = analyzer.AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=["en"])
    return lambda line: finder.analyze(line, language="en")


def spans(found: Any) -> Iterator[tuple[str, int, int]]:
    for each in found:
        yield each.entity_type, each.start, each.end
