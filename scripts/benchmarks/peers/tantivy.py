"""A search engine in Rust, its index on disk."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from scripts.benchmarks.measure import Findings
from scripts.benchmarks.peers.base import Found, measure_words, words_of
from scripts.benchmarks.steps import MEASURE, Job, name_of, run_step


class Tantivy:
    """A text answers a question where it has any of its words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("place", stored=True)
        self._schema = builder.build()

    def index(self, texts: Sequence[str]) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        writer = index.writer()
        for place, text in enumerate(texts):
            document = tantivy.Document()
            document.add_text("words", " ".join(words_of(text)))
            document.add_unsigned("place", place)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, questions: Sequence[str], top: int) -> Found:
        return [self._find(question, top) for question in questions]

    def _find(self, question: str, top: int) -> list[int]:
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "words", word))
                for word in dict.fromkeys(words_of(question))
            ]
        )
        hits = self._searcher.search(query, top, count=False).hits
        return [self._searcher.doc(address)["place"][0] for _, address in hits]


def measure(job: Job) -> Findings:
    """Search for all demands."""
    with TemporaryDirectory() as folder:
        peer = Tantivy(Path(folder) / "index")
        return measure_words(name_of("tantivy", "words"), peer, job, 1.0)


if __name__ == "__main__":
    run_step({MEASURE: measure})
