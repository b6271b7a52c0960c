// The condition keys that speak of a call's signature come from the signature that was verified, whatever
// else stands in the request.
#include <gtest/gtest.h>

#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Object;
using std::chrono::minutes;

class SignatureKeys : public ::testing::Test {
 protected:
  SignatureKeys() {
    account_.must(
        account_.root(), "s3", "CreateBucket",
        Object{{"Bucket", "one"}, {"CreateBucketConfiguration", Object{{"LocationConstraint", kRegion}}}});
    account_.must(account_.root(), "s3", "PutObject", Object{{"Bucket", "one"}, {"Key", "k"}, {"Body", "x"}});
  }

  aws::Credentials user_with(std::string_view condition) {
    return make_user(account_, fmt::format("user-{}", ++users_),
                     fmt::format(R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:*",
                       "Resource":"*","Condition":{}}}}})",
                                 condition));
  }

  net::Request get(std::string query) {
    net::Request request;
    request.method = "GET";
    request.path = "/one/k";
    request.query = std::move(query);
    request.headers = {{"Host", "127.0.0.1:4566"}};
    request.body = std::make_shared<net::StringBody>("");
    request.body_size = 0;
    request.peer = "127.0.0.1";
    return request;
  }

  // The status of a GET of /one/k?QUERY.
  int in_header(const aws::Credentials& who, std::string query = "", minutes age = minutes(0)) {
    net::Request request = get(std::move(query));
    aws::sign(request.headers, "GET", request.path, request.query, "", who, scope_,
              account_.clock.now() - age);
    return account_.gateway().handle(request).status;
  }
  int in_query(const aws::Credentials& who, std::string query = "", minutes age = minutes(0)) {
    net::Request request = get("");
    request.query = aws::presign(request.headers, "GET", request.path, query, who, scope_,
                                 account_.clock.now() - age, std::chrono::hours(1));
    return account_.gateway().handle(request).status;
  }

  EmbeddedAccount account_;
  aws::SigningScope scope_{kRegion, "s3"};
  int users_ = 0;
};

TEST_F(SignatureKeys, tell_how_the_call_was_signed_and_not_what_its_query_holds) {
  aws::Credentials header_only = user_with(R"({"StringEquals":{"s3:authType":"REST-HEADER"}})");
  aws::Credentials query_only = user_with(R"({"StringEquals":{"s3:authType":"REST-QUERY-STRING"}})");
  for (const char* query : {"", "zX-Amz-Signature=1", "z=X-Amz-Signature=1", "x-amz-signature=1"}) {
    EXPECT_EQ(in_header(header_only, query), 200) << query;
    EXPECT_EQ(in_header(query_only, query), 403) << query;
    EXPECT_EQ(in_query(header_only, query), 403) << query;
    EXPECT_EQ(in_query(query_only, query), 200) << query;
  }
}

TEST_F(SignatureKeys, tell_its_version_and_the_hash_that_was_signed) {
  aws::Credentials version4 = user_with(R"({"StringEquals":{"s3:signatureversion":"AWS4-HMAC-SHA256"}})");
  EXPECT_EQ(in_header(version4), 200);
  EXPECT_EQ(in_query(version4), 200);
  aws::Credentials hashed =
      user_with(R"({"StringNotEquals":{"s3:x-amz-content-sha256":"UNSIGNED-PAYLOAD"}})");
  EXPECT_EQ(in_header(hashed), 200);
  EXPECT_EQ(in_query(hashed), 403);
}

TEST_F(SignatureKeys, tell_its_age_in_milliseconds) {
  aws::Credentials fresh = user_with(R"({"NumericLessThan":{"s3:signatureAge":"600000"}})");
  EXPECT_EQ(in_query(fresh, "", minutes(9)), 200);
  EXPECT_EQ(in_query(fresh, "", minutes(10)), 403);
  EXPECT_EQ(in_header(fresh, "", minutes(9)), 200);
  EXPECT_EQ(in_header(fresh, "", minutes(10)), 403);
  EXPECT_EQ(in_query(fresh, "", minutes(-5)), 200);  // the client's clock is ahead
}

}  // namespace
}  // namespace account::testing
