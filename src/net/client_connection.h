// What a client has of one server: a connection that is opened when it is first needed, kept between
// requests, and opened anew when it has gone. Internal to net.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/client_link.h"

namespace net {

class ClientConnection {
 public:
  // `tls`: that of another connection to the same server; absent: made when it is needed.
  explicit ClientConnection(ClientOptions options, std::optional<TlsClientContext> tls = std::nullopt)
      : options_(std::move(options)), tls_(std::move(tls)) {}

  // Sends, and reads the whole answer.
  Exchange exchange(const ClientRequest& request, const base::Deadline& deadline);

  bool is_open() const { return link_ != nullptr && !link_->socket.peer_closed(); }
  const std::optional<TlsClientContext>& tls() const { return tls_; }
  const std::vector<std::string>& presented_chain() const { return presented_; }

 private:
  // `nothing_sent` becomes false as soon as something may have left.
  base::Result<ClientResponse> exchange_once(std::string_view head, const ClientRequest& request,
                                             const base::Deadline& deadline, bool& nothing_sent);
  base::Status send(std::string_view head, std::string_view body, const base::Deadline& deadline,
                    bool& nothing_sent);
  base::Result<ClientResponse> receive(bool is_head, const base::Deadline& deadline, bool& keep);
  base::Status keep_within_limit(uint64_t size) const;

  ClientOptions options_;
  std::optional<TlsClientContext> tls_;
  std::unique_ptr<ClientLink> link_;
  std::vector<std::string> presented_;
};

}  // namespace net
