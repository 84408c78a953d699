import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import http, onvif, xml
from leftopen.wire.talk import Response


def soap(inner: str, status: int = 200) -> Response:
    body = f'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{inner}</e:Body></e:Envelope>'
    return Response(status, "", {}, body.encode())


@pytest.mark.parametrize("action", onvif.CALLS)
def test_each_call_says_its_verb(action: str) -> None:
    request = onvif.call(action)
    assert request.message.verb == f"POST /onvif/{{service}} {action}"
    assert request.message.verb in onvif.SAYS
    assert http.allowed(request.message.data, onvif.SAYS)
    assert xml.parse(request.message.data.partition(b"\r\n\r\n")[2]).find(action)


def test_a_call_that_changes_something_is_not_allowed() -> None:
    data = onvif.call("GetServices").message.data
    assert not http.allowed(
        data.replace(b"GetServices ", b"SystemReboot").replace(b"GetServices>", b"SystemReboot>"), onvif.SAYS
    )
    with pytest.raises(KeyError):
        onvif.call("SystemReboot")


def test_answered_needs_the_answer_to_that_very_call() -> None:
    response = soap("<GetProfilesResponse><Profiles/></GetProfilesResponse>")
    assert onvif.answered(response, "GetProfiles") is not None
    assert onvif.answered(response, "GetDeviceInformation") is None
    assert onvif.answered(soap("<GetProfilesResponse/>", 500), "GetProfiles") is None
    assert onvif.answered(Response(200, "", {}, b"<html/>"), "GetProfiles") is None
    assert onvif.answered(soap(""), "GetProfiles") is None


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (soap("<Fault><Code><Subcode><Value>ter:NotAuthorized</Value></Subcode></Code></Fault>", 400), True),
        (soap("<Fault><Reason><Text>Sender not Authorized</Text></Reason></Fault>", 500), True),
        (soap("<Fault/>", 401), True),
        (soap("<Fault><Code><Value>ter:ActionNotSupported</Value></Code></Fault>", 500), False),
        (soap("<GetProfilesResponse/>"), False),
        (Response(401, "", {}, b""), False),
    ],
)
def test_refused(response: Response, expected: bool) -> None:
    assert onvif.refused(response) is expected


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("http://192.0.2.7:8080/onvif/Media", "Media"),
        ("https://192.0.2.7/onvif/media_service", "media_service"),
        ("http://192.0.2.7/media", None),
        ("http://192.0.2.7/onvif/../admin/reboot", None),
        ("http://192.0.2.7/onvif/..", None),
        ("http://192.0.2.7/onvif/_shutdown", None),
        ("", None),
    ],
)
def test_where_a_service_is(address: str, service: str | None) -> None:
    entry = f"<Service><Namespace>{onvif.MEDIA}</Namespace><XAddr>{address}</XAddr></Service>"
    other = f"<Service><Namespace>{onvif.DEVICE}</Namespace><XAddr>http://192.0.2.7/onvif/d</XAddr></Service>"
    services = onvif.answered(soap(f"<GetServicesResponse>{other}{entry}</GetServicesResponse>"), "GetServices")
    assert onvif.service_of(services, onvif.MEDIA) == service
    assert onvif.service_of(None, onvif.MEDIA) is None


TAGS = st.sampled_from(
    ["Envelope", "Body", "Fault", "Service", "Namespace", "XAddr", "Text", "GetServicesResponse", "GetProfilesResponse"]
)
WORDS = st.sampled_from(
    [onvif.MEDIA, "ter:NotAuthorized", "http://192.0.2.1/onvif/media", "http://[::1]/onvif/..", "&#0;"]
)
INSIDE = st.recursive(
    st.text(max_size=12) | WORDS,
    lambda inner: st.builds("<s:{0} xmlns:s='x'>{1}</s:{0}>".format, TAGS, st.lists(inner, max_size=4).map("".join)),
)
BODIES = st.binary(max_size=200) | st.builds(
    lambda inside: f"<s:Envelope xmlns:s='x'><s:Body>{inside}</s:Body></s:Envelope>".encode("utf-8", "surrogatepass"),
    INSIDE,
)


@given(BODIES, st.sampled_from([200, 400, 401, 500]), st.sampled_from(sorted(onvif.CALLS)))
def test_any_answer_is_read_as_one_thing_alone(body: bytes, status: int, action: str) -> None:
    response = Response(status, "", {}, body)
    given_back, fault = onvif.answered(response, action), onvif.refused(response)
    assert given_back is None or not fault
    assert given_back is None or (status == 200 and given_back.name == f"{action}Response")
    service = onvif.service_of(given_back, onvif.MEDIA)
    assert service is None or (service[0].isalnum() and "/" not in service)
