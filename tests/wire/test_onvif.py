import pytest

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
