from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skill.alexa.chain import AMAZON
from skill.alexa.verify import LONGEST_URL, VerificationError, chain_path

from .signing import URL, attempt, refusal


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://s3.amazonaws.com/echo.api/echo-api-cert.pem", "/echo.api/echo-api-cert.pem"),
        ("https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem", "/echo.api/echo-api-cert.pem"),
        ("HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert-6-ats.pem", "/echo.api/echo-api-cert-6-ats.pem"),
        ("https://s3.amazonaws.com/echo.api/../echo.api/x.pem", "/echo.api/x.pem"),
        ("https://s3.amazonaws.com/../echo.api/./x.pem", "/echo.api/x.pem"),
        ("https://s3.amazonaws.com/other/../echo.api/2026/x.pem", "/echo.api/2026/x.pem"),
        ("https://s3.amazonaws.com/echo.api/..x..pem", "/echo.api/..x..pem"),
        ("https://s3.amazonaws.com/echo.api/" + "x" * (LONGEST_URL - 34), "/echo.api/" + "x" * (LONGEST_URL - 34)),
    ],
)
def test_what_amazon_allows_is_one_file_on_its_host(url: str, path: str) -> None:
    assert chain_path(url) == path


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "/echo.api/x.pem",
        "//s3.amazonaws.com/echo.api/x.pem",
        "http://s3.amazonaws.com/echo.api/x.pem",
        "file://s3.amazonaws.com/echo.api/x.pem",
        "https:/s3.amazonaws.com/echo.api/x.pem",
        "https:///echo.api/x.pem",
        "https://notamazon.com/echo.api/x.pem",
        "https://s3.amazonaws.com.evil.example/echo.api/x.pem",
        "https://evil-s3.amazonaws.com/echo.api/x.pem",
        "https://s3-amazonaws.com/echo.api/x.pem",
        "https://s3xamazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com./echo.api/x.pem",
        "https://\u017f3.amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com@evil.example/echo.api/x.pem",
        "https://evil.example@s3.amazonaws.com/echo.api/x.pem",
        "https://a:b@s3.amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com:563/echo.api/x.pem",
        "https://s3.amazonaws.com:0443/echo.api/x.pem",
        "https://s3.amazonaws.com:/echo.api/x.pem",
        "https://s3.amazonaws.com:x/echo.api/x.pem",
        "https://s3.amazonaws.com:99999999999999999999/echo.api/x.pem",
        "https://s3.amazonaws.com/EcHo.aPi/x.pem",
        "https://s3.amazonaws.com/invalid.path/x.pem",
        "https://s3.amazonaws.com/echo.apix/x.pem",
        "https://s3.amazonaws.com/x/echo.api/x.pem",
        "https://s3.amazonaws.com",
        "https://s3.amazonaws.com/",
        "https://s3.amazonaws.com/echo.api",
        "https://s3.amazonaws.com/echo.api/",
        "https://s3.amazonaws.com/echo.api/.",
        "https://s3.amazonaws.com/echo.api/x/..",
        "https://s3.amazonaws.com/echo.api//x.pem",
        "https://s3.amazonaws.com//echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/../x.pem",
        "https://s3.amazonaws.com/echo.api/../../echo.apix/x.pem",
        "https://s3.amazonaws.com/echo.api/x/../../evil/x.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/evil/x.pem",
        "https://s3.amazonaws.com/echo.api/..%2fevil/x.pem",
        "https://s3.amazonaws.com/echo.api/%2E%2E%2Fx.pem",
        "https://s3.amazonaws.com/echo%2eapi/x.pem",
        "https://s3.amazonaws.com\\echo.api\\x.pem",
        "https://s3.amazonaws.com/echo.api\\..\\x.pem",
        "https://s3.amazonaws.com/echo.api/x.pem?versionId=1",
        "https://s3.amazonaws.com/echo.api/x.pem#x",
        "https://s3.amazonaws.com/echo.api/x.pem;x",
        "https://s3.amazonaws.com/echo.api/x.pem\n",
        "https://s3.amazonaws.com/echo.api/x.pem\r\nHost: evil.example",
        "https://s3.amazonaws.com/echo.api/\tx.pem",
        "https://s3.amazonaws.com/echo.api/x.pem\0",
        " https://s3.amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/x .pem",
        "https://s3.amazonaws.com/echo.api/x\u200b.pem",
        "https://s3.amazonaws.com/echo.api/é.pem",
        "https://s3.amazonaws.com/echo.api/" + "x" * (LONGEST_URL - 33),
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    assert refusal(lambda: chain_path(url)) == "certificate-url"


@given(st.text(max_size=8), st.integers(0, len(URL)), st.integers(0, 8))
@example("/../..", 33, 0)
def test_a_url_with_something_put_in_stays_inside_or_is_refused(inserted: str, at: int, dropped: int) -> None:
    url = URL[:at] + inserted + URL[at + dropped :]
    path = attempt(lambda: chain_path(url))
    if isinstance(path, VerificationError):
        assert path.check == "certificate-url"
        return
    assert path.startswith("/echo.api/")
    assert not {"", ".", ".."} & set(path.split("/")[1:])
    assert urlsplit(AMAZON + path).geturl() == AMAZON + path
    assert urlsplit(url).hostname == "s3.amazonaws.com"
