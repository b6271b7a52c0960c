// What attacks.yaml cannot say of the cache: many threads, several accounts, thumbprints.
#include <gmock/gmock.h>

#include <thread>

#include "base/manual_clock.h"
#include "identity/testing/fake_issuer.h"

namespace identity {
namespace {

using ::testing::HasSubstr;

class KeyCacheTest : public ::testing::Test {
 protected:
  static testing::FakeIssuer& issuer() {
    static testing::FakeIssuer made;
    return made;
  }
  static void publish(const json::Value& keys, json::Object how = {}) {
    json::Value behaviour = std::move(how);
    issuer().behave(&behaviour, testing::key_set(keys));
  }
  static base::Deadline soon() { return base::Deadline::in(std::chrono::seconds(5)); }

  Provider provider_{"", testing::kIssuer, {"sts.amazonaws.com"}, {}};
  base::ManualClock clock_{testing::kNow};
};

TEST_F(KeyCacheTest, fetches_once_for_many_threads) {
  publish(json::Array{"rsa"}, {{"delay_ms", 50}});
  KeyCache cache(issuer().options(), clock_);
  std::atomic<int> found = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { found += cache.keys(provider_, "rsa", soon()).has_value(); });
  }
  threads.clear();
  EXPECT_EQ(found, 8);
  EXPECT_EQ(issuer().requests(), 2);  // the document and the keys
}

TEST_F(KeyCacheTest, serves_stale_keys_while_another_thread_waits_for_a_slow_issuer) {
  publish(json::Array{"rsa"});
  KeyCache cache(issuer().options(), clock_);
  ASSERT_TRUE(cache.keys(provider_, "rsa", soon()));
  clock_.advance(std::chrono::hours(2));
  publish(json::Array{"rsa"}, {{"delay_ms", 400}});
  std::jthread slow([&] { cache.keys(provider_, "rsa", soon()); });
  while (issuer().requests() == 0) std::this_thread::yield();
  auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(cache.keys(provider_, "rsa", soon()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(300));
}

TEST_F(KeyCacheTest, gives_up_at_the_deadline_while_another_thread_fetches) {
  publish(json::Array{"rsa"}, {{"delay_ms", 400}});
  KeyCache cache(issuer().options(), clock_);
  std::jthread slow([&] { cache.keys(provider_, "rsa", soon()); });
  while (issuer().requests() == 0) std::this_thread::yield();
  auto keys = cache.keys(provider_, "rsa", base::Deadline::in(std::chrono::milliseconds(50)));
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().code, TokenErrorCode::idp_communication_error);
}

// One account trusts the issuer's certificate by its thumbprint; another, that has the same URL, must not profit.
TEST_F(KeyCacheTest, shares_nothing_between_providers_with_other_thumbprints) {
  publish(json::Array{"rsa"});
  KeyCache::Options options = issuer().options();
  options.authorities_pem.clear();
  KeyCache cache(options, clock_);
  Provider trusting = provider_;
  trusting.thumbprints = {issuer().top_thumbprint()};
  EXPECT_TRUE(cache.keys(trusting, "rsa", soon()));
  auto keys = cache.keys(provider_, "rsa", soon());
  ASSERT_FALSE(keys);
  EXPECT_THAT(keys.error().message, HasSubstr("thumbprint"));
}

TEST_F(KeyCacheTest, fetches_the_thumbprint_of_an_issuer_that_nobody_trusts_yet) {
  publish(json::Array{"rsa"});
  for (bool trusted : {true, false}) {
    KeyCache::Options options = issuer().options();
    if (!trusted) options.authorities_pem.clear();
    KeyCache cache(options, clock_);
    EXPECT_EQ(cache.fetch_thumbprint(testing::kIssuer, soon()).value_or("none"), issuer().top_thumbprint());
  }
}

TEST_F(KeyCacheTest, fetches_the_thumbprint_of_the_host_of_the_keys) {
  publish(json::Array{"rsa"}, {{"jwks_uri", "https://keys.example/keys"}});
  KeyCache cache(issuer().options(), clock_);
  EXPECT_EQ(cache.fetch_thumbprint(testing::kIssuer, soon()).value_or("none"), issuer().top_thumbprint());
}

TEST_F(KeyCacheTest, fetches_no_thumbprint_where_no_issuer_is) {
  KeyCache cache(issuer().options(), clock_);
  publish(json::Array{"rsa"}, {{"discovery_status", 404}});
  auto missing = cache.fetch_thumbprint(testing::kIssuer, soon());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, base::ErrorKind::unavailable);
  EXPECT_FALSE(cache.fetch_thumbprint("http://oidc.eks.eu-west-3.amazonaws.com/id/0", soon()));
  publish(json::Array{"rsa"});
  EXPECT_FALSE(cache.fetch_thumbprint(issuer().fill("https://127.0.0.1:{port}/id/0"), soon()));
  EXPECT_EQ(issuer().requests(), 0);
}

}  // namespace
}  // namespace identity
