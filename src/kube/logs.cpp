#include "kube/logs.h"

#include "kube/status.h"

namespace kube {

base::Status stream_logs(Client& client, const Target& pod, const LogOptions& options, const Sink& sink,
                         const base::Deadline& deadline) {
  Target log = pod;
  log.subresource = "log";
  Request request;
  request.path = TRY(client.path_of(log, deadline));
  request.what = "read the log of " + describe(pod);
  std::vector<std::pair<std::string, std::string>> parameters;
  if (!options.container.empty()) parameters.emplace_back("container", options.container);
  if (options.follow) parameters.emplace_back("follow", "true");
  if (options.previous) parameters.emplace_back("previous", "true");
  if (options.tail) parameters.emplace_back("tailLines", std::to_string(*options.tail));
  if (options.since_s) parameters.emplace_back("sinceSeconds", std::to_string(*options.since_s));
  if (options.max_bytes) parameters.emplace_back("limitBytes", std::to_string(*options.max_bytes));
  request.query = query_of(parameters);
  auto stream = TRY(client.rest().stream(request, deadline));
  while (true) {
    auto piece = stream->next(deadline);
    if (!piece) return tl::unexpected(connection_error(client.access(), request.what, piece.error()));
    if (piece->empty()) return {};
    TRY(sink(*piece));
  }
}

base::Result<std::string> read_logs(Client& client, const Target& pod, const LogOptions& options,
                                    const base::Deadline& deadline) {
  std::string text;
  TRY(stream_logs(
      client, pod, options,
      [&](std::string_view bytes) {
        text += bytes;
        return base::Status();
      },
      deadline));
  return text;
}

}  // namespace kube
