"""Answers questions while the lanes compute: checks, table windows, prefilled links, examples."""

import threading
from collections.abc import Callable
from functools import cached_property
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from autoui.errors import AutouiError, Problem, Unencodable
from autoui.records.blobs import BlobStore, UnknownBlob
from autoui.wire.page_server import Examples
from autoui.wire.server_worker import Check, Checked, ReadExamples, ReadPrefill, ReadRows, Replied
from autoui.wire.values import pack
from autoui.worker.failures import user_traceback
from autoui.worker.job import check, sendable
from autoui.worker.link import Link
from autoui.worker.needs import Endpoint

if TYPE_CHECKING:
    from autoui.formats.windows import TableReader

Question = Check | ReadRows | ReadPrefill | ReadExamples


class Desk:
    """A thread that answers one question after the other.

    Args:
        link: Where answers go.
        blobs: The store shared with the server.
        endpoints: The functions by name.
        complain: Called with the traceback of an answer that failed.
        outcome: Returns the recorded result of a function's example row.
    """

    def __init__(
        self,
        link: Link,
        blobs: BlobStore,
        endpoints: dict[str, Endpoint],
        complain: Callable[[str], None],
        outcome: Callable[[str, int], Any],
    ) -> None:
        self._link = link
        self._blobs = blobs
        self._endpoints = endpoints
        self._complain = complain
        self._outcome = outcome
        self._questions: SimpleQueue[list[Question] | None] = SimpleQueue()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._work, name="autoui-desk", daemon=True).start()

    def ask(self, questions: list[Question] | None) -> None:
        """Put questions; None ends the thread."""
        self._questions.put(questions)

    @cached_property
    def _tables(self) -> "TableReader":
        # Imported here: it needs NumPy, which many functions do without.
        from autoui.formats.windows import TableReader

        return TableReader()

    def _work(self) -> None:
        while (questions := self._questions.get()) is not None:
            checked = [self._check(one) for one in questions if isinstance(one, Check)]
            if checked:
                self._link.send_all(checked)
            for question in questions:
                if not isinstance(question, Check):
                    self._reply(question)

    def _check(self, question: Check) -> Checked:
        endpoint = self._endpoints.get(question.endpoint)
        if endpoint is None:
            problems = [Problem("", f"there is no function {question.endpoint!r} any more")]
        else:
            try:
                problems = check(endpoint, question.inputs)
            except Exception as error:  # noqa: BLE001 - a component may be the user's own
                self._complain(user_traceback(error))
                # The lane checks again and reports what happens, with the run's id.
                problems = []
        return Checked(run=question.run, errors=problems)

    def _reply(self, question: ReadRows | ReadPrefill | ReadExamples) -> None:
        try:
            self._link.send(Replied(request=question.request, data=pack(self._answer(question))))
        except UnknownBlob:
            self._refuse(question, "This table has expired; run the function again.")
        except OSError:
            self._refuse(question, "This table cannot be read any more; run the function again.")
        except Unencodable as error:
            self._refuse(question, f"The answer is too large: {error.what}")
        except (AutouiError, ValueError, IndexError) as error:
            self._refuse(question, str(error))
        except Exception as error:  # noqa: BLE001 - a component may be the user's own
            self._complain(user_traceback(error))
            self._refuse(question, "The answer failed; the log of the server says why.")

    def _answer(self, question: ReadRows | ReadPrefill | ReadExamples) -> Any:
        if isinstance(question, ReadRows):
            return self._tables.read_rows(self._blobs.path(question.rows.table), question.rows)
        if isinstance(question, ReadExamples):
            return self._examples(question.examples)
        endpoint = self._endpoint(question.prefill.endpoint)
        found = endpoint.prefill(question.prefill.texts)
        errors = [Problem(error["field"], error["message"]) for error in found["errors"]]
        told = [{"field": p.field, "message": p.message} for p in sendable(errors)]
        return {**found, "errors": told}

    def _examples(self, asked: Examples) -> Any:
        examples = self._endpoint(asked.endpoint).examples
        if examples is None:
            raise ValueError(f"{asked.endpoint} has no examples.")
        if asked.outcome:
            return self._outcome(asked.endpoint, asked.start)
        return examples.page(asked.start, asked.count, asked.search)

    def _endpoint(self, name: str) -> Endpoint:
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            raise ValueError(f"There is no function {name!r} any more.")
        return endpoint

    def _refuse(self, question: ReadRows | ReadPrefill | ReadExamples, error: str) -> None:
        self._link.send(Replied(request=question.request, error=error))
