// The way to a server in this process: the same requests and answers as over the network, without a socket,
// a thread or TLS.
#pragma once

#include "net/server.h"
#include "net/transport.h"

namespace net {

// What `handler` answers, as its client receives it: with the body whole, wherever the answer takes it from.
// It runs on the caller's thread, and is stopped by the deadline's stop token. Errors are those of a transport;
// an answer that breaks off is unavailable.
Exchange answer_in_process(const Handler& handler, const Remote& remote, const ClientRequest& request,
                           const base::Deadline& deadline);

}  // namespace net
