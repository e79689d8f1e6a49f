import time

import httpx
import pytest
from azure.core.exceptions import ResourceNotFoundError

from sandbox.host import Host
from tests.sandbox.host_worlds import APPS, PostOffice, settings


def test_a_message_reaches_its_function(post_office: PostOffice) -> None:
    post_office.post("hello")

    post_office.host.drain()

    assert post_office.seen()["letters"] == [{"text": "hello", "try": 1}]


def test_a_message_that_failed_is_tried_again(post_office: PostOffice) -> None:
    post_office.post("fail once")

    post_office.host.drain()

    assert [letter["try"] for letter in post_office.seen()["letters"]] == [1, 2]


def test_a_message_that_fails_too_often_moves_to_the_poison_queue(post_office: PostOffice) -> None:
    post_office.post("fail")

    post_office.host.drain()

    assert post_office.delivered() == ["fail"] * 3
    assert post_office.poisoned() == ["fail"]


def test_there_is_no_poison_of_poison_only_the_end_of_a_lease(azurite: str, storage: str) -> None:
    queue = f"{storage}-poison"
    with Host(APPS / "post_office", settings(azurite, queue), lease=1) as host:
        post_office = PostOffice(host, azurite, queue)
        post_office.post("fail once")

        host.drain()

        assert [letter["try"] for letter in post_office.seen()["letters"]] == [1, 2]
        with pytest.raises(ResourceNotFoundError), post_office.queue("-poison") as deeper:
            deeper.get_queue_properties()


def test_a_message_that_is_not_base64_ends_in_the_poison_queue_as_it_came(
    post_office: PostOffice,
) -> None:
    post_office.post_raw("{not base64}")

    post_office.host.drain()

    assert post_office.delivered() == []
    with post_office.queue("-poison") as poison:
        assert [message.content for message in poison.peek_messages()] == ["{not base64}"]


def test_a_drain_waits_for_what_is_hidden_for_later(post_office: PostOffice) -> None:
    post_office.post("later", delay=1)

    post_office.host.drain()

    assert post_office.delivered() == ["later"]


def test_a_drain_that_takes_too_long_says_so(post_office: PostOffice) -> None:
    post_office.post("much later", delay=60)

    with pytest.raises(TimeoutError, match="still not empty"):
        post_office.host.drain(timeout=0.2)


def test_a_lease_is_renewed_while_a_function_works(azurite: str, storage: str) -> None:
    with Host(APPS / "post_office", settings(azurite, storage), lease=1) as host:
        post_office = PostOffice(host, azurite, storage)
        post_office.post("wait 1.6")

        host.drain()

        assert post_office.delivered() == ["wait 1.6"]


def test_no_more_messages_are_worked_on_than_the_workers_have_threads(
    azurite: str, storage: str
) -> None:
    two = settings(azurite, storage) | {"PYTHON_THREADPOOL_THREAD_COUNT": "2"}
    with Host(APPS / "post_office", two) as host:
        post_office = PostOffice(host, azurite, storage)
        for _ in range(6):
            post_office.post("wait 0.05")

        host.drain()

        assert len(post_office.delivered()) == 6
        assert post_office.seen()["most"] == 2


def test_an_app_setting_overrides_host_json(azurite: str, storage: str) -> None:
    once = settings(azurite, storage)
    once["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "1"
    with Host(APPS / "post_office", once) as host:
        post_office = PostOffice(host, azurite, storage)
        post_office.post("fail")

        host.drain()

        assert post_office.delivered() == ["fail"]


def test_a_disabled_function_leaves_its_messages_alone(azurite: str, storage: str) -> None:
    off = settings(azurite, storage) | {"AzureWebJobs.deliver.Disabled": "true"}
    with Host(APPS / "post_office", off) as host:
        post_office = PostOffice(host, azurite, storage)
        post_office.post("hello")

        with pytest.raises(TimeoutError):
            host.drain(timeout=0.3)
        assert post_office.delivered() == []


def test_a_queue_function_can_be_run_without_a_message(post_office: PostOffice) -> None:
    answer = httpx.post(
        f"{post_office.host.url}/admin/functions/deliver", json={"input": "by hand"}
    )

    post_office.host.drain()

    assert answer.status_code == 202
    assert post_office.delivered() == ["by hand"]


def test_stopping_lets_a_function_end(azurite: str, storage: str) -> None:
    host = Host(APPS / "post_office", settings(azurite, storage)).start()
    post_office = PostOffice(host, azurite, storage)
    post_office.post("wait 0.3")
    while not post_office.seen()["now"]:
        time.sleep(0.01)

    host.stop()

    with post_office.queue() as queue:
        assert queue.get_queue_properties().approximate_message_count == 0


def test_a_missing_connection_is_named(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AzureWebJobsStorage", raising=False)
    without = settings("", storage)

    with pytest.raises(ValueError, match="AzureWebJobsStorage"):
        Host(APPS / "post_office", without).start()
