import asyncio
import ssl

from cryptography import x509
from cryptography.x509.oid import NameOID

from leftopen.lab import certificate
from leftopen.lab.server import listen


def test_it_names_the_organisation() -> None:
    async def go() -> bytes:
        async def talk(*_: object) -> None:
            await asyncio.sleep(0.01)

        server = await listen("127.66.0.3", 0, talk, certificate.context("Lendwell Finance BV", "db.lendwell.example"))
        async with server:
            found = await asyncio.to_thread(ssl.get_server_certificate, ("127.66.0.3", server.port))
        return found.encode()

    subject = x509.load_pem_x509_certificate(asyncio.run(go())).subject
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "Lendwell Finance BV"
