// Both sides of TLS, and whom a client believes.
#include <gmock/gmock.h>

#include "base/process.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "net/client.h"
#include "net/test_peer.h"

namespace net {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;

constexpr auto kYear = std::chrono::hours(24 * 365);

base::Time now() {
  return base::SystemClock().now();
}

class Tls : public testing::Test {
 protected:
  void start(const std::vector<std::string>& names, base::Time issued_at = now()) {
    auto credential = crypto::issue_certificate(authority_, names, issued_at);
    ASSERT_TRUE(credential) << credential.error().message;
    credential_ = *credential;
    ServerOptions options;
    options.certificate_pem = credential_.certificate_pem;
    options.key_pem = credential_.key_pem;
    server_ = serve(
        [](Request& request) {
          auto body = read_all(*request.body, 64 << 20);
          return Response{
              200, {{"X-Tls", request.tls ? "yes" : "no"}}, body ? *body : body.error().message, {}};
        },
        options);
  }

  ClientOptions options(const std::string& host = "issuer.example") {
    ClientOptions options;
    options.url = *Url::parse("https://" + host + ":" + std::to_string(server_->port()));
    options.connect_address = "127.0.0.1";
    options.trust.system_roots = false;
    return options;
  }
  base::Result<ClientResponse> ask(ClientOptions options) {
    auto client = Client::make(std::move(options));
    auto answer = client->send("GET", "/", {}, "", soon());
    chain_ = client->presented_chain();
    return answer;
  }
  void expect_refused(ClientOptions options, const std::string& reason) {
    auto answer = ask(std::move(options));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(answer.error().message, HasSubstr("is not trusted: " + reason));
  }

  crypto::Credential authority_ = *crypto::make_authority("Test Authority", now() - 20 * kYear);
  crypto::Credential credential_;
  std::unique_ptr<Server> server_;
  std::vector<std::string> chain_;
};

class FreshTls : public Tls {
 protected:
  void SetUp() override {
    authority_ = *crypto::make_authority("Test Authority", now());
    start({"issuer.example", "*.oidc.example", "127.0.0.1"});
  }
  std::string top_thumbprint() { return *crypto::thumbprint(authority_.certificate_pem); }
};

TEST_F(FreshTls, GivenAuthorityIsTrusted) {
  for (const char* host : {"issuer.example", "a.oidc.example", "127.0.0.1"}) {
    ClientOptions trusting = options(host);
    trusting.trust.authorities_pem = {authority_.certificate_pem};
    auto answer = ask(trusting);
    ASSERT_TRUE(answer) << host << ": " << answer.error().message;
    EXPECT_EQ(answer->headers.get("x-tls"), "yes");
  }
}

TEST_F(FreshTls, UnknownAuthorityIsNot) {
  expect_refused(options(), "self-signed certificate in certificate chain");
  ClientOptions other = options();
  other.trust.authorities_pem = {crypto::make_authority("Test Authority", now())->certificate_pem};
  expect_refused(other, "");
  other.trust.system_roots = true;
  expect_refused(other, "");
}

TEST_F(FreshTls, OtherHostIsNot) {
  for (const char* host : {"other.example", "oidc.example", "a.b.oidc.example", "127.0.0.2"}) {
    ClientOptions trusting = options(host);
    trusting.trust.authorities_pem = {authority_.certificate_pem};
    auto answer = ask(trusting);
    ASSERT_FALSE(answer) << host;
    EXPECT_THAT(answer.error().message, HasSubstr("mismatch")) << host;
  }
}

TEST_F(FreshTls, ThumbprintOfTheTopmostCertificateIsTrusted) {
  ClientOptions trusting = options();
  trusting.trust.thumbprints = {std::string(40, '0'), base::upper(top_thumbprint())};
  auto answer = ask(trusting);
  EXPECT_TRUE(answer) << answer.error().message;
}

TEST_F(FreshTls, AnyOtherThumbprintIsNot) {
  ClientOptions trusting = options();
  std::string leaf = credential_.certificate_pem.substr(0, credential_.certificate_pem.find("-----END") + 26);
  trusting.trust.thumbprints = {std::string(40, '0'), *crypto::thumbprint(leaf), ""};
  expect_refused(trusting, "");
}

TEST_F(FreshTls, ThumbprintDoesNotExcuseTheHost) {
  ClientOptions trusting = options("other.example");
  trusting.trust.thumbprints = {top_thumbprint()};
  expect_refused(trusting, "hostname mismatch");
}

// Anyone can put a well-known certificate on top of a chain; its key must have signed what lies below.
TEST_F(FreshTls, ThumbprintDoesNotExcuseAChainThatDoesNotReachIt) {
  auto impostor =
      crypto::issue_certificate(*crypto::make_authority("Test Authority", now()), {"issuer.example"}, now());
  std::string leaf = impostor->certificate_pem.substr(0, impostor->certificate_pem.find("-----END") + 26);
  ServerOptions server_options;
  server_options.certificate_pem = leaf + authority_.certificate_pem;
  server_options.key_pem = impostor->key_pem;
  server_ = serve([](Request&) { return Response{}; }, server_options);
  ClientOptions trusting = options();
  trusting.trust.thumbprints = {top_thumbprint()};
  expect_refused(trusting, "");
}

TEST_F(FreshTls, PresentedChainIsKeptAlsoWhenRefused) {
  ASSERT_FALSE(ask(options()));
  ASSERT_EQ(chain_.size(), 2u);
  EXPECT_EQ(chain_[0] + chain_[1], credential_.certificate_pem);
  EXPECT_EQ(*crypto::thumbprint(chain_[1]), top_thumbprint());
}

TEST_F(Tls, ExpiredCertificateIsNot) {
  authority_ = *crypto::make_authority("Test Authority", now() - 3 * kYear);
  start({"issuer.example"}, now() - 3 * kYear);
  ClientOptions trusting = options();
  trusting.trust.authorities_pem = {authority_.certificate_pem};
  expect_refused(trusting, "certificate has expired");
  trusting.trust.authorities_pem.clear();
  trusting.trust.thumbprints = {*crypto::thumbprint(authority_.certificate_pem)};
  expect_refused(trusting, "certificate has expired");
}

TEST_F(FreshTls, SamePortSpeaksBoth) {
  ClientOptions plain = options();
  plain.url.tls = false;
  auto answer = ask(plain);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->headers.get("x-tls"), "no");
  EXPECT_TRUE(chain_.empty());
}

TEST_F(FreshTls, LargeBodiesGoBothWaysOnOneConnection) {
  ClientOptions trusting = options();
  trusting.trust.authorities_pem = {authority_.certificate_pem};
  auto client = Client::make(trusting);
  for (size_t size : {size_t{0}, size_t{1}, size_t{16384}, size_t{5 << 20}}) {
    std::string body(size, 'x');
    auto answer = client->send("PUT", "/", {}, body, soon());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(answer->body == body) << size;
  }
}

TEST_F(FreshTls, StopWakesTheClient) {
  std::stop_source stop;
  ServerOptions server_options;
  server_options.certificate_pem = credential_.certificate_pem;
  server_options.key_pem = credential_.key_pem;
  server_ = serve(
      [&](Request&) {
        stop.request_stop();
        return Response{200, {}, std::string(64 << 20, 'x'), {}};
      },
      server_options);
  ClientOptions trusting = options();
  trusting.trust.authorities_pem = {authority_.certificate_pem};
  auto answer = Client::make(trusting)->send("GET", "/", {}, "", base::Deadline::never(stop.get_token()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
}

TEST_F(FreshTls, GarbageAfterTheFirstByteIsRefused) {
  Peer peer(server_->port());
  peer.send(std::string("\x16\x03\x01\x00\x05hello", 10));
  peer.end_output();
  EXPECT_THAT(peer.read_to_end(), testing::Not(HasSubstr("HTTP")));
  EXPECT_EQ(statuses_of(*server_, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), std::vector{200});
}

TEST(TlsWithoutCertificate, IsRefused) {
  auto server = serve([](Request&) { return Response{}; });
  ClientOptions options;
  options.url = *Url::parse("https://127.0.0.1:" + std::to_string(server->port()));
  auto answer = Client::make(options)->send("GET", "/", {}, "", soon());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
}

TEST_F(FreshTls, CurlAgrees) {
  std::string ca = testing::TempDir() + "slipway-net-tls-test.pem";
  ASSERT_TRUE(base::write_file_atomically(ca, authority_.certificate_pem));
  std::string port = std::to_string(server_->port());
  base::Command command{
      {"curl", "-sS", "--http1.1", "--cacert", ca, "--resolve", "issuer.example:" + port + ":127.0.0.1", "-d",
       "over tls", "https://issuer.example:" + port + "/"},
      {},
      false,
      "",
      ""};
  auto output = base::run(command, soon());
  if (!output && output.error().kind == ErrorKind::not_found) GTEST_SKIP() << "curl is not installed";
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->out, "over tls") << output->err;
  (void)base::remove_all(ca);
}

// sendfile(2) is for plain connections only; the same answer must come out here.
TEST_F(FreshTls, FilesAreSentByRange) {
  std::string path = testing::TempDir() + "slipway-net-tls-file";
  std::string content(300'000, 'a');
  content[100'000] = 'b';
  ASSERT_TRUE(base::write_file_atomically(path, content));
  ServerOptions server_options;
  server_options.certificate_pem = credential_.certificate_pem;
  server_options.key_pem = credential_.key_pem;
  server_ = serve(
      [&](Request&) {
        return Response{200, {}, FileBody{path, 99'999, 200'000}, {}};
      },
      server_options);
  ClientOptions trusting = options();
  trusting.trust.authorities_pem = {authority_.certificate_pem};
  auto answer = ask(trusting);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->body == content.substr(99'999, 200'000));
  (void)base::remove_all(path);
}

}  // namespace
}  // namespace net
