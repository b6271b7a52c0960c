#include "net/transport.h"

#include "net/response_stream.h"

namespace net {
namespace {

class WholeAnswer final : public ResponseStream {
 public:
  explicit WholeAnswer(ClientResponse answer) : answer_(std::move(answer)) {}

  int status() const override { return answer_.status; }
  const Headers& headers() const override { return answer_.headers; }
  base::Result<std::string_view> next(const base::Deadline&) override {
    if (std::exchange(read_, true)) return std::string_view();
    return std::string_view(answer_.body);
  }

 private:
  ClientResponse answer_;
  bool read_ = false;
};

}  // namespace

base::Result<std::unique_ptr<ResponseStream>> Transport::stream(const Remote& remote,
                                                                const ClientRequest& request,
                                                                const base::Deadline& deadline) {
  Exchange answer = send(remote, request, deadline);
  if (!answer) return tl::unexpected(std::move(answer).error().error);
  return std::make_unique<WholeAnswer>(std::move(*answer));
}

}  // namespace net
