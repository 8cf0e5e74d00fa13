"""Pictures by their address."""

import pytest

from autoui.components.base import Scope
from autoui.components.image import Image
from autoui.components.remote import is_remote, remote_picture


def test_the_address_of_a_picture_becomes_a_document_that_may_load_from_there_alone(scope: Scope):
    blob = Image().encode("https://Pictures.example:8443/a/cat.jpg?size=3&x=1", scope)
    assert blob.type == "text/html"
    assert blob.meta["origin"] == "https://pictures.example:8443"
    assert blob.meta["url"] == "https://Pictures.example:8443/a/cat.jpg?size=3&x=1"
    with scope.open(blob) as file:
        document = file.read().decode()
    assert 'src="https://Pictures.example:8443/a/cat.jpg?size=3&amp;x=1"' in document
    assert "The picture at pictures.example could not be loaded." in document


def test_an_address_cannot_leave_its_attribute(scope: Scope):
    blob = remote_picture('https://a.example/"onerror="alert(1)\'<script>', scope)
    with scope.open(blob) as file:
        document = file.read().decode()
    assert '"onerror="' not in document
    assert document.count("<script>") == 1


@pytest.mark.parametrize(
    "value",
    ["cat.png", "/tmp/cat.png", "ftp://a.example/cat.png", "javascript:alert(1)", "data:,x",
     3, None, "https://user@a.example/cat.png", "https:///cat.png",
     "https://a.example/two words.png"],
)  # fmt: skip
def test_only_addresses_on_the_web_are_addresses(value: object):
    assert not is_remote(value)


@pytest.mark.parametrize(
    "url", ["https://a;b.example/c.png", "https://x'y/c.png", "https://a.example/" + "c" * 9000]
)
def test_an_address_that_no_policy_can_name_is_refused(scope: Scope, url: str):
    with pytest.raises(ValueError, match="return the picture itself"):
        remote_picture(url, scope)
