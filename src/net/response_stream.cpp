#include "net/response_stream.h"

#include "net/client_link.h"

namespace net {
namespace {

class ResponseStreamImpl final : public ResponseStream {
 public:
  ResponseStreamImpl(std::unique_ptr<ClientLink> link, const MessageHead& head, Headers headers)
      : link_(std::move(link)), status_(head.status), headers_(std::move(headers)), body_(*link_, head) {}

  int status() const override { return status_; }
  const Headers& headers() const override { return headers_; }
  base::Result<std::string_view> next(const base::Deadline& deadline) override {
    return body_.next(deadline);
  }

 private:
  std::unique_ptr<ClientLink> link_;
  int status_;
  Headers headers_;
  ResponseBody body_;
};

}  // namespace

base::Result<std::unique_ptr<ResponseStream>> ResponseStream::open(const ClientOptions& options,
                                                                   const ClientRequest& request,
                                                                   const base::Deadline& deadline) {
  std::string text =
      TRY(request_head(options.url, request.method, request.target, request.headers, request.body.size()));
  std::optional<TlsClientContext> tls;
  std::vector<std::string> presented;
  std::unique_ptr<ClientLink> link = TRY(ClientLink::open(options, tls, presented, deadline));
  TRY(link->stream->write_all(text, request.body, deadline));
  Headers answered;
  MessageHead head =
      TRY(link->receive_head(request.method == "HEAD", options.max_header_bytes, answered, deadline));
  return std::make_unique<ResponseStreamImpl>(std::move(link), head, std::move(answered));
}

}  // namespace net
