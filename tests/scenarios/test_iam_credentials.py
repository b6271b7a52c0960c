"""What IAM keeps beside access keys, with boto3 and the AWS CLI: passwords, MFA devices, certificates, SSH keys, SAML."""

import base64
import datetime
import hashlib
import hmac
import json
import subprocess
import time
from xml.etree import ElementTree

import botocore.exceptions
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def refused(call, **given):
    with pytest.raises(botocore.exceptions.ClientError) as error:
        call(**given)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def certificate(name):
    """(key, certificate), self-signed and good for a day."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder(subject_name=subject, issuer_name=subject, public_key=key.public_key(),
                                   serial_number=x509.random_serial_number(), not_valid_before=now - datetime.timedelta(hours=1),
                                   not_valid_after=now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    return key, made


def pem(certificate_or_key):
    if isinstance(certificate_or_key, x509.Certificate):
        return certificate_or_key.public_bytes(serialization.Encoding.PEM).decode()
    return certificate_or_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                            serialization.NoEncryption()).decode()


def totp(seed, step):
    mac = hmac.new(base64.b32decode(seed), step.to_bytes(8, "big"), "sha1").digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7FFFFFFF) % 1000000:06}"


def keys_of(answer):
    return {"accessKeyId": answer["AccessKeyId"], "secretAccessKey": answer["SecretAccessKey"],
            **({"sessionToken": answer["SessionToken"]} if "SessionToken" in answer else {})}


@pytest.fixture
def alice(account):
    iam = account.boto3("iam")
    iam.create_user(UserName="alice")
    return keys_of(iam.create_access_key(UserName="alice")["AccessKey"])


def test_a_device_makes_sessions_that_policies_ask_for(account, alice, tmp_path):
    iam = account.boto3("iam")
    iam.put_user_policy(UserName="alice", PolicyName="mfa", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
                                                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}))
    made = account.aws("iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", "alice",
                       "--bootstrap-method", "Base32StringSeed", "--outfile", str(tmp_path / "seed"))
    serial = made["VirtualMFADevice"]["SerialNumber"]
    seed = (tmp_path / "seed").read_text()
    step = int(time.time()) // 30
    assert refused(iam.enable_mfa_device, UserName="alice", SerialNumber=serial, AuthenticationCode1="000000",
                   AuthenticationCode2="000000")[0] == "InvalidAuthenticationCode"
    iam.enable_mfa_device(UserName="alice", SerialNumber=serial, AuthenticationCode1=totp(seed, step - 1),
                          AuthenticationCode2=totp(seed, step))
    assert "AccessDenied" in account.aws("iam", "list-users", check=False, keys=alice).stderr
    strong = account.aws("sts", "get-session-token", "--serial-number", serial, "--token-code", totp(seed, step + 1),
                         keys=alice)["Credentials"]
    assert [user["UserName"] for user in account.aws("iam", "list-users", keys=keys_of(strong))["Users"]] == ["alice"]
    again = account.aws("sts", "get-session-token", "--serial-number", serial, "--token-code", totp(seed, step + 1),
                        check=False, keys=alice)
    assert "MultiFactorAuthentication failed with invalid MFA one time pass code." in again.stderr
    assert refused(iam.delete_user, UserName="alice")[0] == "DeleteConflict"


def test_passwords_follow_the_policy(account, alice):
    iam = account.boto3("iam")
    account.aws("iam", "update-account-password-policy", "--minimum-password-length", "12", "--require-symbols",
                "--allow-users-to-change-password")
    assert refused(iam.create_login_profile, UserName="alice", Password="short") == (
        "PasswordPolicyViolation", "Password should have a minimum length of 12")
    iam.create_login_profile(UserName="alice", Password="correct-horse")
    account.aws("iam", "change-password", "--old-password", "correct-horse", "--new-password", "battery-staple", keys=alice)
    assert refused(account.boto3("iam", keys=alice).change_password, OldPassword="correct-horse",
                   NewPassword="correct-horse-2")[0] == "AccessDenied"


def test_certificates_and_keys(account, alice, tmp_path):
    iam = account.boto3("iam")
    key, made = certificate("www.example.com")
    other, _ = certificate("other.example.com")
    assert refused(iam.upload_server_certificate, ServerCertificateName="www", CertificateBody=pem(made),
                   PrivateKey=pem(other))[0] == "KeyPairMismatch"
    (tmp_path / "body").write_text(pem(made))
    (tmp_path / "key").write_text(pem(key))
    uploaded = account.aws("iam", "upload-server-certificate", "--server-certificate-name", "www", "--certificate-body",
                           f"file://{tmp_path}/body", "--private-key", f"file://{tmp_path}/key")
    assert uploaded["ServerCertificateMetadata"]["Arn"].endswith(":server-certificate/www")
    assert iam.get_server_certificate(ServerCertificateName="www")["ServerCertificate"]["CertificateBody"].strip() == pem(made).strip()

    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", tmp_path / "id"], check=True)
    body = (tmp_path / "id.pub").read_text()
    print_ = subprocess.run(["ssh-keygen", "-l", "-E", "md5", "-f", tmp_path / "id.pub"], check=True, capture_output=True, text=True)
    ssh = iam.upload_ssh_public_key(UserName="alice", SSHPublicKeyBody=body)["SSHPublicKey"]
    assert f"MD5:{ssh['Fingerprint']}" in print_.stdout
    got = account.aws("iam", "get-ssh-public-key", "--user-name", "alice", "--ssh-public-key-id", ssh["SSHPublicKeyId"],
                      "--encoding", "SSH")
    assert body.startswith(got["SSHPublicKey"]["SSHPublicKeyBody"])


def canonical(xml):
    """C14N 2.0, which is the exclusive one for documents as plain as these."""
    return ElementTree.canonicalize(xml)


def signed(key, element, place, reference):
    """`element` with an enveloped signature of it at `place`."""
    digest = base64.b64encode(hashlib.sha256(canonical(element.replace(place, "")).encode()).digest()).decode()
    exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
    info = (f'<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="{exclusive}"/>'
            '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
            f'<ds:Reference URI="#{reference}"><ds:Transforms>'
            '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
            f'<ds:Transform Algorithm="{exclusive}"/></ds:Transforms>'
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
            f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>")
    value = base64.b64encode(key.sign(canonical(info).encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return element.replace(place, f'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">{info}'
                                  f"<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>")


def response(key, role, provider, session="jane@example.com"):
    now = datetime.datetime.now(datetime.timezone.utc)
    issued, ends = (time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in (now, now + datetime.timedelta(minutes=5)))
    attributes = "".join(f'<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}"><saml:AttributeValue>{value}'
                         "</saml:AttributeValue></saml:Attribute>"
                         for name, value in (("Role", f"{provider},{role}"), ("RoleSessionName", session)))
    assertion = (f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" IssueInstant="{issued}" Version="2.0">'
                 "<saml:Issuer>https://idp.example.com</saml:Issuer>@SIGNATURE@<saml:Subject><saml:NameID>jane</saml:NameID>"
                 '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
                 f'NotOnOrAfter="{ends}" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject>'
                 f'<saml:Conditions NotOnOrAfter="{ends}"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices'
                 "</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
                 f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>")
    text = ('<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0"><samlp:Status>'
            '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
            f"{signed(key, assertion, '@SIGNATURE@', '_a')}</samlp:Response>")
    return base64.b64encode(text.encode()).decode()


def test_a_saml_response_becomes_a_session(account, tmp_path):
    key, made = certificate("idp.example.com")
    der = base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()
    (tmp_path / "metadata.xml").write_text(
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com"><IDPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo '
        f'xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{der}</X509Certificate></X509Data></KeyInfo>'
        "</KeyDescriptor></IDPSSODescriptor></EntityDescriptor>")
    provider = account.aws("iam", "create-saml-provider", "--name", "corp", "--saml-metadata-document",
                           f"file://{tmp_path}/metadata.xml")["SAMLProviderArn"]
    iam = account.boto3("iam")
    role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": provider},
                                                "Action": "sts:AssumeRoleWithSAML", "Condition": {
                                                    "StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}}}}))["Role"]["Arn"]
    taken = account.aws("sts", "assume-role-with-saml", "--role-arn", role, "--principal-arn", provider, "--saml-assertion",
                        response(key, role, provider))
    assert (taken["Subject"], taken["Issuer"]) == ("jane", "https://idp.example.com")
    who = account.aws("sts", "get-caller-identity", keys=keys_of(taken["Credentials"]))
    assert who["Arn"].endswith(":assumed-role/app/jane@example.com")
    stranger, _ = certificate("idp.example.com")
    sts = account.boto3("sts")
    assert refused(sts.assume_role_with_saml, RoleArn=role, PrincipalArn=provider,
                   SAMLAssertion=response(stranger, role, provider)) == ("InvalidIdentityToken", "Response signature invalid")
