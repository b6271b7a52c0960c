// The vectors of AWS's own Signature Version 4 test suite (aws4_testsuite), each verified, signed anew, and spoiled.
#include "aws/signature/signature.h"

#include <gtest/gtest.h>

#include "aws/signature/canonical_request.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace aws {
namespace {

struct Vector {
  std::string name;
  std::string method;
  std::string path;
  std::string query;
  net::Headers headers;  // beside Host and X-Amz-Date
  std::string signed_headers;
  std::string signature;
  std::string body = {};
};

void PrintTo(const Vector& vector, std::ostream* out) {
  *out << vector.name;
}

const base::Secret kSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
constexpr char kStamp[] = "20150830T123600Z";
constexpr char kVanilla[] = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

std::vector<Vector> vectors() {
  std::string plain = "host;x-amz-date";
  std::string my_header = "host;my-header1;x-amz-date";
  return {
      {"get-vanilla", "GET", "/", "", {}, plain, kVanilla},
      {"get-relative", "GET", "/example/..", "", {}, plain, kVanilla},
      {"get-relative-relative", "GET", "/example1/example2/../..", "", {}, plain, kVanilla},
      {"get-slash", "GET", "//", "", {}, plain, kVanilla},
      {"get-slash-dot-slash", "GET", "/./", "", {}, plain, kVanilla},
      {"get-utf8",
       "GET",
       "/\u1234",
       "",
       {},
       plain,
       "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
      {"get-space",
       "GET",
       "/example space/",
       "",
       {},
       plain,
       "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
      {"get-unreserved",
       "GET",
       "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
       "",
       {},
       plain,
       "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
      {"get-vanilla-query-order-key-case",
       "GET",
       "/",
       "Param2=value2&Param1=value1",
       {},
       plain,
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
      {"get-vanilla-query-order-key",
       "GET",
       "/",
       "Param1=value2&Param1=Value1",
       {},
       plain,
       "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"},
      {"get-vanilla-query-order-value",
       "GET",
       "/",
       "Param1=value2&Param1=value1",
       {},
       plain,
       "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"},
      {"get-vanilla-utf8-query",
       "GET",
       "/",
       "\u1234=bar",
       {},
       plain,
       "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
      {"get-header-key-duplicate",
       "GET",
       "/",
       "",
       {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
       my_header,
       "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
      {"get-header-value-order",
       "GET",
       "/",
       "",
       {{"My-Header1", "value4"},
        {"My-Header1", "value1"},
        {"My-Header1", "value3"},
        {"My-Header1", "value2"}},
       my_header,
       "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
      {"get-header-value-trim",
       "GET",
       "/",
       "",
       {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
       "host;my-header1;my-header2;x-amz-date",
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
      {"post-vanilla",
       "POST",
       "/",
       "",
       {},
       plain,
       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {"post-header-key-sort",
       "POST",
       "/",
       "",
       {{"My-Header1", "value1"}},
       my_header,
       "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
      {"post-header-value-case",
       "POST",
       "/",
       "",
       {{"My-Header1", "VALUE1"}},
       my_header,
       "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
      {"post-x-www-form-urlencoded",
       "POST",
       "/",
       "",
       {{"Content-Type", "application/x-www-form-urlencoded"}},
       "content-type;host;x-amz-date",
       "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
       "Param1=value1"},
      {"post-x-www-form-urlencoded-parameters",
       "POST",
       "/",
       "",
       {{"Content-Type", "application/x-www-form-urlencoded; charset=utf8"}},
       "content-type;host;x-amz-date",
       "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
       "Param1=value1"},
  };
}

net::Request request_of(const Vector& vector) {
  net::Request request;
  request.method = vector.method;
  request.path = vector.path;
  request.query = vector.query;
  request.headers = {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", kStamp}};
  for (const net::Header& header : vector.headers) request.headers.add(header.name, header.value);
  request.headers.add(
      "Authorization",
      fmt::format("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                  "SignedHeaders={}, Signature={}",
                  vector.signed_headers, vector.signature));
  return request;
}

Result<void> verify(const net::Request& request, std::string_view body) {
  std::optional<SignatureClaim> claim = TRY(read_signature(request));
  EXPECT_TRUE(claim);
  SigningKeys keys;
  TRY(verify_signature(request, *claim, kSecret, base::hex(crypto::sha256(body)),
                       *base::parse_iso8601(kStamp), keys));
  return {};
}

class Suite : public testing::TestWithParam<Vector> {};

TEST_P(Suite, Verifies) {
  auto verdict = verify(request_of(GetParam()), GetParam().body);
  EXPECT_TRUE(verdict) << verdict.error().message;
}

TEST_P(Suite, AnyFlippedBitIsRefused) {
  for (int bit = 0; bit < 8 * 64; ++bit) {
    Vector spoiled = GetParam();
    spoiled.signature[static_cast<size_t>(bit) / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(verify(request_of(spoiled), spoiled.body)) << "bit " << bit << " of the signature";
  }
  for (int bit = 0; bit < 8; ++bit) {
    std::string body = GetParam().body.empty() ? "x" : GetParam().body;
    body.back() ^= static_cast<char>(1 << bit);
    EXPECT_FALSE(verify(request_of(GetParam()), body)) << "bit " << bit << " of the body";
  }
}

INSTANTIATE_TEST_SUITE_P(AwsVectors, Suite, testing::ValuesIn(vectors()), [](const auto& row) {
  std::string name = row.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

std::string uri(std::string_view path, bool s3) {
  std::string out;
  append_canonical_uri(out, path, s3);
  return out;
}

TEST(CanonicalUri, S3IsEncodedOnceAndNotNormalised) {
  EXPECT_EQ(uri("/bkt/a%20b/%C3%BC%2Bc", true), "/bkt/a%20b/%C3%BC%2Bc");
  EXPECT_EQ(uri("/bkt//a/../b/./", true), "/bkt//a/../b/./");
  EXPECT_EQ(uri("/bkt/a+b:(c)%7e%2f", true), "/bkt/a%2Bb%3A%28c%29~%2F");
  EXPECT_EQ(uri("/bkt/%zz%", true), "/bkt/%25zz%25");
  EXPECT_EQ(uri("", true), "/");
}

TEST(CanonicalUri, OthersAreNormalisedAndEncodedTwice) {
  EXPECT_EQ(uri("/clusters/arn%3Aaws/x", false), "/clusters/arn%253Aaws/x");
  EXPECT_EQ(uri("//a//b/../c/", false), "/a/c/");
  EXPECT_EQ(uri("/../..", false), "/");
  EXPECT_EQ(uri("/a/..", false), "/");
}

TEST(CanonicalQuery, SortsByEncodedNameThenValue) {
  auto query = [](std::string_view text) {
    std::string out;
    append_canonical_query(out, text);
    return out;
  };
  EXPECT_EQ(query("acl"), "acl=");
  EXPECT_EQ(query("b=2&a=1&b=1&a-b=1"), "a=1&a-b=1&b=1&b=2");
  EXPECT_EQ(query("x=a+b%2fc%7e"), "x=a%20b%2Fc~");
  EXPECT_EQ(query("&&x=y=z&"), "x=y%3Dz");
  EXPECT_EQ(query("X-Amz-Signature=1&X-Amz-Date=2"), "X-Amz-Date=2");
}

TEST(CanonicalHeaders, TrimsCollapsesAndJoins) {
  net::Headers headers{{"X-A", "  a \t  b  "}, {"Host", "h:1"}, {"x-a", "c"}, {"X-Empty", ""}};
  std::string out;
  EXPECT_TRUE(append_canonical_headers(out, headers, {"host", "x-a", "x-empty"}));
  EXPECT_EQ(out, "host:h:1\nx-a:a b,c\nx-empty:\n");
  EXPECT_FALSE(append_canonical_headers(out, headers, {"x-absent"}));
}

TEST(SigningKeys, AreBoundedAndFollowTheSecret) {
  SigningKeys keys;
  for (int i = 0; i < 3000; ++i) keys.get(kSecret, "AKIDEXAMPLE", "20150830", std::to_string(i), "iam");
  EXPECT_LE(keys.size(), 1024u);
  // IAM User Guide, "Create a signed AWS API request": the example of a derived key.
  std::string key = keys.get(kSecret, "AKIDEXAMPLE", "20150830", "us-east-1", "iam");
  EXPECT_EQ(base::hex(key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  EXPECT_NE(keys.get(base::Secret("other"), "AKIDEXAMPLE", "20150830", "us-east-1", "iam"), key);
  EXPECT_EQ(keys.get(kSecret, "AKIDEXAMPLE", "20150830", "us-east-1", "iam"), key);
}

}  // namespace
}  // namespace aws
