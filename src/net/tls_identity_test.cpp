// Certificates of clients, at a server that asks for one.
#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "crypto/certificate.h"
#include "net/client.h"
#include "net/test_peer.h"
#include "net/tls_certificate.h"
#include "net/tls_client.h"
#include "net/tls_stream.h"

namespace net {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;

// Answers each request with the number of certificates that the client showed.
class AskingServer {
 public:
  AskingServer(const crypto::Credential& credential, int connections)
      : listener_(std::move(*listen_on("127.0.0.1", 0, false))), context_(make_context(TLS_server_method())) {
    EXPECT_TRUE(use_certificate(context_.get(), credential.certificate_pem, credential.key_pem, "a"));
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       [](int, X509_STORE_CTX*) { return 1; });
    thread_ = std::thread([this, connections] {
      for (int i = 0; i < connections; ++i) serve_one();
    });
  }
  ~AskingServer() { thread_.join(); }
  uint16_t port() const { return listener_.port; }

 private:
  void serve_one() {
    pollfd entry{listener_.fd.get(), POLLIN, 0};
    if (poll(&entry, 1, 20'000) != 1) return;
    Socket socket(base::Fd(accept4(listener_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC)));
    TlsStream stream(*context_, socket);
    SSL_set_accept_state(stream.ssl());
    if (!stream.handshake(soon())) return;
    char buffer[4096];
    (void)stream.read(buffer, sizeof buffer, soon());
    std::string shown = std::to_string(sk_X509_num(SSL_get_peer_cert_chain(stream.ssl())) +
                                       (SSL_get0_peer_certificate(stream.ssl()) ? 1 : 0));
    (void)stream.write_all("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n" + shown, "",
                           soon());
    stream.end_output();
  }

  Listener listener_;
  SslContext context_;
  std::thread thread_;
};

class TlsIdentityTest : public testing::Test {
 protected:
  base::Time now_ = base::SystemClock().now();
  crypto::Credential authority_ = *crypto::make_authority("Test Authority", now_);
  crypto::Credential credential_ = *crypto::issue_certificate(authority_, {"api.example"}, now_);

  ClientOptions options(uint16_t port) {
    ClientOptions options;
    options.url = *Url::parse("https://127.0.0.1:" + std::to_string(port));
    options.tls_server_name = "api.example";
    options.trust.system_roots = false;
    options.trust.authorities_pem = {authority_.certificate_pem};
    return options;
  }
  static base::Result<ClientResponse> ask(ClientOptions options) {
    return Client::make(std::move(options))->send("GET", "/", {}, "", soon());
  }
};

TEST_F(TlsIdentityTest, IsShownWithItsChain) {
  AskingServer server(credential_, 1);
  ClientOptions with = options(server.port());
  with.identity = {credential_.certificate_pem, credential_.key_pem};
  auto answer = ask(with);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "2");  // the leaf and its authority
}

TEST_F(TlsIdentityTest, WithoutOneTheServerRefuses) {
  AskingServer server(credential_, 1);
  auto answer = ask(options(server.port()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
}

TEST_F(TlsIdentityTest, OneThatCannotBeReadIsInvalid) {
  auto refused = [&](const std::string& certificate, const std::string& key, const char* why) {
    AskingServer server(credential_, 1);
    ClientOptions with = options(server.port());
    with.identity = {certificate, base::Secret(key)};
    auto answer = ask(with);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
    EXPECT_THAT(answer.error().message, HasSubstr(why));
  };
  const std::string& key = credential_.key_pem.reveal();
  refused("nonsense", key, "the client's certificate cannot be read");
  refused(credential_.certificate_pem, "nonsense", "the client's key cannot be read");
  refused(credential_.certificate_pem, authority_.key_pem.reveal(), "does not belong to its certificate");
}

TEST_F(TlsIdentityTest, TheServerNameIsWhatIsVerified) {
  AskingServer server(credential_, 1);
  ClientOptions with = options(server.port());
  with.identity = {credential_.certificate_pem, credential_.key_pem};
  with.tls_server_name = "";
  auto answer = ask(with);
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("mismatch"));
}

}  // namespace
}  // namespace net
