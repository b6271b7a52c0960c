// Where credentials come from, with files in a folder of the test and an STS on a real socket.
#include "aws/client/credentials.h"

#include <gtest/gtest.h>

#include "aws/testing/fake_peer.h"
#include "base/file.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "net/network_transport.h"

namespace aws {
namespace {

const base::Time kNow = *base::parse_iso8601("20261121T120000Z");

std::string session_answer(std::string_view operation, std::string_view id, std::string_view expiration) {
  return fmt::format(
      R"(<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result><Credentials><AccessKeyId>{1}</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey><SessionToken>session-token</SessionToken><Expiration>{2}</Expiration></Credentials></{0}Result></{0}Response>)",
      operation, id, expiration);
}

class Chain : public testing::Test {
 protected:
  Chain() { EXPECT_TRUE(base::make_folder(home_ + "/.aws")); }
  ~Chain() override { EXPECT_TRUE(base::remove_all(home_)); }

  void config(std::string_view text) {
    EXPECT_TRUE(base::write_file_atomically(home_ + "/.aws/config", text));
  }
  void credentials(std::string_view text) {
    EXPECT_TRUE(base::write_file_atomically(home_ + "/.aws/credentials", text));
  }
  Environment environment() {
    return [this](std::string_view name) -> std::optional<std::string> {
      auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  base::Result<FoundCredentials> get(std::string_view profile = "") {
    auto settings = load_settings(environment(), profile);
    if (!settings) return tl::unexpected(settings.error());
    CredentialChain chain(*settings, environment(), net::network_transport(), clock_, random_);
    return chain.get(deadline_);
  }
  // The id of the key that was found, or the message.
  std::string id(std::string_view profile = "") {
    auto found = get(profile);
    return found ? found->credentials.access_key_id : found.error().message;
  }

  base::SystemRandom names_;
  std::string home_ = testing::TempDir() + "slipway-chain-" + names_.hex(12);
  std::map<std::string, std::string, std::less<>> variables_{{"HOME", home_}};
  base::ManualClock clock_{kNow};
  base::SeededRandom random_{1};
  base::Deadline deadline_ = base::Deadline::in(std::chrono::seconds(20));
};

TEST_F(Chain, NothingAnywhere) {
  auto found = get();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, base::ErrorKind::not_found);
}

TEST_F(Chain, VariablesComeFirst) {
  credentials(
      "[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = "
      "s\n[other]\naws_access_key_id=AKIAOTHER\naws_secret_access_key=s\n");
  EXPECT_EQ(id(), "AKIAFILE");
  variables_["AWS_ACCESS_KEY_ID"] = "AKIAVARIABLE";
  EXPECT_NE(id().find("AWS_SECRET_ACCESS_KEY is not"), std::string::npos);
  variables_["AWS_SECRET_ACCESS_KEY"] = "s";
  variables_["AWS_SESSION_TOKEN"] = "t";
  EXPECT_EQ(id(), "AKIAVARIABLE");
  EXPECT_EQ(get()->credentials.session_token.reveal(), "t");
  EXPECT_EQ(id("other"), "AKIAOTHER") << "a profile that was named wins over variables";
  EXPECT_EQ(id("none"), "there is no profile `none`");
}

TEST_F(Chain, FilesAreReadAsAwsReadsThem) {
  config(
      "# comment\r\n[default]\nregion = eu-west-3 # inline\ns3 =\n  region = nested\n[profile \"a "
      "b\"]\nRegion=eu-west-1\n"
      "endpoint_url = http://127.0.0.1:1\naws_access_key_id = AKIACONFIG\naws_secret_access_key = c\n"
      "[sso-session x]\nregion = none\n");
  credentials("[a b]\naws_access_key_id = AKIAFILE\naws_secret_access_key = a=b#c\n");
  auto settings = load_settings(environment());
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->region, "eu-west-3");
  settings = load_settings(environment(), "a b");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->region, "eu-west-1");
  EXPECT_EQ(settings->endpoint, "http://127.0.0.1:1");
  EXPECT_EQ(get("a b")->credentials.secret_access_key.reveal(), "a=b#c");
  EXPECT_EQ(id("a b"), "AKIAFILE");
  variables_["AWS_DEFAULT_REGION"] = "us-east-2";
  EXPECT_EQ(load_settings(environment(), "a b")->region, "us-east-2");
  variables_["AWS_REGION"] = "us-west-2";
  EXPECT_EQ(load_settings(environment(), "a b")->region, "us-west-2");
}

TEST_F(Chain, BrokenFilesAreNamedWithoutTheirContent) {
  credentials("[default]\naws_access_key_id = a\nnot-a-setting-but-secret\n");
  auto settings = load_settings(environment());
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().message.find("credentials:3"), std::string::npos);
  EXPECT_EQ(settings.error().message.find("secret"), std::string::npos);
  credentials("[default\n");
  EXPECT_FALSE(load_settings(environment()));
}

TEST_F(Chain, WebIdentityReadsTheTokenAnewAndRenews) {
  FakePeer sts(
      {answer(200, session_answer("AssumeRoleWithWebIdentity", "ASIAFIRST", "2026-11-21T13:00:00Z")),
       answer(200, session_answer("AssumeRoleWithWebIdentity", "ASIASECOND", "2026-11-21T14:00:00Z"))});
  std::string token = home_ + "/token";
  ASSERT_TRUE(base::write_file_atomically(token, "first-token\n"));
  variables_["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/reader";
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = token;
  variables_["AWS_ENDPOINT_URL"] = sts.url();
  variables_["AWS_REGION"] = "eu-west-3";
  auto settings = load_settings(environment());
  ASSERT_TRUE(settings);
  CredentialChain chain(*settings, environment(), net::network_transport(), clock_, random_);
  auto found = chain.get(deadline_);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->credentials.access_key_id, "ASIAFIRST");
  EXPECT_EQ(found->credentials.session_token.reveal(), "session-token");
  EXPECT_EQ(base::iso8601(*found->expires), "2026-11-21T13:00:00Z");

  clock_.advance(std::chrono::minutes(54));
  EXPECT_EQ(chain.get(deadline_)->credentials.access_key_id, "ASIAFIRST");
  EXPECT_EQ(sts.received().size(), 1u);
  ASSERT_TRUE(base::write_file_atomically(token, "second-token"));
  clock_.advance(std::chrono::minutes(2));
  EXPECT_EQ(chain.get(deadline_)->credentials.access_key_id, "ASIASECOND");
  auto received = sts.received();
  ASSERT_EQ(received.size(), 2u);
  EXPECT_NE(received[0].body.find("WebIdentityToken=first-token"), std::string::npos) << received[0].body;
  EXPECT_NE(received[1].body.find("WebIdentityToken=second-token"), std::string::npos);
  EXPECT_FALSE(received[0].request.headers.find("Authorization"));
}

TEST_F(Chain, ARoleOnTopOfAnotherProfile) {
  FakePeer sts({answer(200, session_answer("AssumeRole", "ASIAROLE", "2026-11-21T13:00:00Z"))});
  config(
      "[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = base\nexternal_id = "
      "x-1\n"
      "duration_seconds = 900\nrole_session_name = me\nregion = eu-west-3\nendpoint_url = " +
      sts.url() + "\n[profile own]\nrole_arn = arn:aws:iam::123456789012:role/own\nsource_profile = own\n");
  credentials(
      "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n[own]\naws_access_key_id = "
      "AKIAOWN\naws_secret_access_key = s\n");
  EXPECT_EQ(id("dev"), "ASIAROLE");
  auto received = sts.received();
  ASSERT_EQ(received.size(), 1u);
  for (std::string_view part :
       {"Action=AssumeRole&", "ExternalId=x-1", "DurationSeconds=900", "RoleSessionName=me"}) {
    EXPECT_NE(received[0].body.find(part), std::string::npos) << part;
  }
  EXPECT_NE(received[0].request.headers.get("Authorization").find("AKIABASE/"), std::string_view::npos);
  variables_["AWS_ENDPOINT_URL"] = sts.url();
  EXPECT_EQ(id("own"), "ASIAROLE");
  EXPECT_NE(sts.received()[1].request.headers.get("Authorization").find("AKIAOWN/"), std::string_view::npos);
}

TEST_F(Chain, ProfilesThatLeadNowhere) {
  config(
      "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/a\nsource_profile = b\n"
      "[profile b]\nrole_arn = arn:aws:iam::123456789012:role/b\nsource_profile = a\n"
      "[profile c]\nrole_arn = arn:aws:iam::123456789012:role/c\n"
      "[profile d]\nrole_arn = arn:aws:iam::123456789012:role/d\nsource_profile = e\n"
      "[profile sso]\nsso_session = x\n"
      "[profile mfa]\nrole_arn = arn:aws:iam::123456789012:role/m\nsource_profile = a\nmfa_serial = m\n");
  EXPECT_NE(id("a").find("name each other"), std::string::npos) << id("a");
  EXPECT_NE(id("c").find("source_profile"), std::string::npos);
  EXPECT_EQ(id("d"), "there is no profile `e`");
  EXPECT_NE(id("sso").find("not supported"), std::string::npos);
  EXPECT_NE(id("mfa").find("MFA"), std::string::npos);
}

TEST_F(Chain, ARefusalShowsNoToken) {
  FakePeer sts({answer(
      400,
      R"(<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>no</Message></Error></ErrorResponse>)")});
  ASSERT_TRUE(base::write_file_atomically(home_ + "/token", "the-token"));
  config("[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nweb_identity_token_file = " + home_ +
         "/token\nendpoint_url = " + sts.url() + "\n");
  auto found = get();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, base::ErrorKind::denied);
  EXPECT_NE(found.error().message.find("InvalidIdentityToken"), std::string::npos);
  EXPECT_EQ(found.error().message.find("the-token"), std::string::npos);
}

}  // namespace
}  // namespace aws
