#include "net/client.h"

#include "net/client_connection.h"

namespace net {
namespace {

// RFC 9110 section 9.2.2: sent twice, these do no more than sent once.
bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS";
}

class ClientImpl final : public Client {
 public:
  explicit ClientImpl(ClientOptions options) : connection_(std::move(options)) {}

  base::Result<ClientResponse> send(std::string_view method, std::string_view target, const Headers& headers,
                                    std::string_view body, const base::Deadline& deadline) override {
    ClientRequest request{std::string(method), std::string(target), headers, body, is_idempotent(method)};
    Exchange answer = connection_.exchange(request, deadline);
    if (!answer) return tl::unexpected(std::move(answer).error().error);
    return std::move(*answer);
  }
  std::vector<std::string> presented_chain() const override { return connection_.presented_chain(); }

 private:
  ClientConnection connection_;
};

}  // namespace

std::unique_ptr<Client> Client::make(ClientOptions options) {
  return std::make_unique<ClientImpl>(std::move(options));
}

}  // namespace net
