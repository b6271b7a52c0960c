"""What browsers send to S3: forms as boto3 presigns them, and requests of pages from elsewhere with their preflight.

First as one sends them (Fetch Standard, "CORS protocol"; RFC 7578), each by itself; then by Chromium.
"""

import html
import http.client
import json
import re
import urllib.parse

import pytest
import urllib3

from browser import Page

PAGE = "https://shop.example"


@pytest.fixture
def bucket(account):
    s3 = account.boto3("s3")
    s3.create_bucket(Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    return s3


def post(form, content=b"picture"):
    body, content_type = urllib3.encode_multipart_formdata({**form["fields"], "file": ("me.png", content, "image/png")})
    return urllib3.PoolManager().request("POST", form["url"], body=body, headers={"Content-Type": content_type, "Origin": PAGE},
                           redirect=False, retries=False)


def test_a_form_uploads(bucket):
    form = bucket.generate_presigned_post("uploads", "user/${filename}", Conditions=[["content-length-range", 1, 100]])
    answer = post(form)
    assert answer.status == 204, answer.data
    assert bucket.get_object(Bucket="uploads", Key="user/me.png")["Body"].read() == b"picture"
    assert post(form, content=b"x" * 200).status == 400, "larger than its policy lets in"
    changed = {**form, "fields": {**form["fields"], "key": "elsewhere/me.png"}}
    assert post(changed).status == 403, "a key that its policy does not know"
    assert [each["Key"] for each in bucket.list_objects_v2(Bucket="uploads")["Contents"]] == ["user/me.png"]


def asked(account, method, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", account.port, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_a_page_from_elsewhere(account, bucket):
    bucket.put_object(Bucket="uploads", Key="k", Body=b"text")
    url = urllib.parse.urlsplit(bucket.generate_presigned_url("get_object", Params={"Bucket": "uploads", "Key": "k"}))
    path = f"{url.path}?{url.query}"
    preflight = {"Origin": PAGE, "Access_Control_Request_Method": "GET"}
    assert asked(account, "OPTIONS", path, **preflight)[0] == 403, "nobody allowed it"
    bucket.put_bucket_cors(Bucket="uploads", CORSConfiguration={"CORSRules": [
        {"AllowedOrigins": [PAGE], "AllowedMethods": ["GET"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 600}]})
    status, headers = asked(account, "OPTIONS", path, **preflight)
    assert status == 200 and headers["access-control-allow-origin"] == PAGE and headers["access-control-max-age"] == "600"
    status, headers = asked(account, "GET", path, Origin=PAGE)
    assert status == 200 and headers["access-control-allow-origin"] == PAGE and headers["access-control-expose-headers"] == "ETag"
    assert "access-control-allow-origin" not in asked(account, "GET", path, Origin="https://other.example")[1]
    assert asked(account, "OPTIONS", path, Origin="https://other.example", Access_Control_Request_Method="GET")[0] == 403
    assert asked(account, "OPTIONS", path, Origin=PAGE, Access_Control_Request_Method="DELETE")[0] == 403


@pytest.fixture
def page():
    page = Page()
    yield page
    page.close()


SCRIPT = """<!doctype html><pre id="seen"></pre><script>
const given = %s;
const tried = async what => { try { return await what() } catch (error) { return error.name } };
const upload = async () => {
  const form = new FormData();
  for (const [name, value] of Object.entries(given.form.fields)) form.append(name, value);
  form.append("file", new File(["of a page"], "page.txt", {type: "text/plain"}));
  return (await fetch(given.form.url, {method: "POST", body: form})).status;
};
const read = async () => { const answer = await fetch(given.url); return [answer.status, answer.headers.get("etag"), await answer.text()] };
const put = async () => (await fetch(given.put, {method: "PUT", body: "x", headers: {"x-amz-meta-a": "b"}})).status;
(async () => {
  const seen = {upload: await tried(upload), read: await tried(read), put: await tried(put)};
  document.getElementById("seen").textContent = JSON.stringify(seen);
})();
</script>"""


def seen_by_chromium(page, bucket):
    given = {"form": bucket.generate_presigned_post("uploads", "from/${filename}"),
             "url": bucket.generate_presigned_url("get_object", Params={"Bucket": "uploads", "Key": "k"}),
             "put": bucket.generate_presigned_url("put_object", Params={"Bucket": "uploads", "Key": "put", "Metadata": {"a": "b"}})}
    document = page.opened(SCRIPT % json.dumps(given))
    return json.loads(html.unescape(re.search(r'<pre id="seen">(.*?)</pre>', document, re.S)[1]))


def test_chromium(bucket, page):
    etag = bucket.put_object(Bucket="uploads", Key="k", Body=b"text")["ETag"]
    # The form arrives, but its answer is not the page's to read; nothing else does.
    assert seen_by_chromium(page, bucket) == {"upload": "TypeError", "read": "TypeError", "put": "TypeError"}
    assert bucket.get_object(Bucket="uploads", Key="from/page.txt")["Body"].read() == b"of a page"
    bucket.put_bucket_cors(Bucket="uploads", CORSConfiguration={"CORSRules": [
        {"AllowedOrigins": [page.endpoint], "AllowedMethods": ["GET", "POST", "PUT"], "AllowedHeaders": ["x-amz-*"],
         "ExposeHeaders": ["ETag"]}]})
    assert seen_by_chromium(page, bucket) == {"upload": 204, "read": [200, etag, "text"], "put": 200}
    assert bucket.head_object(Bucket="uploads", Key="put")["Metadata"] == {"a": "b"}
