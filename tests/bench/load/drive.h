// Sends requests over connections that are kept alive if the server does, and counts the answers. One thread
// waits on all connections, so that as much as can be of the machine is left to the server.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "load/requests.h"
#include "net/client.h"

namespace load {

struct Limits {
  size_t connections = 8;
  size_t calls = SIZE_MAX;  // whichever comes first
  std::chrono::duration<double> time{5};
};

struct Tally {
  size_t calls = 0;
  size_t connections = 0;     // made: more than asked for if the server does not keep them alive
  size_t failures = 0;        // answers other than 200
  std::string first_failure;  // its head and body
  uint64_t body_bytes = 0;    // received
  double seconds = 0;
  double cpu_seconds = 0;         // this program's own
  std::vector<float> latency_ms;  // sorted
};

// The requests are taken in turn, and again from the first after the last. Fails if the server breaks a
// connection off or does not answer.
base::Result<Tally> drive(const net::Url& url, const std::vector<Request>& requests, const Limits& limits);

}  // namespace load
