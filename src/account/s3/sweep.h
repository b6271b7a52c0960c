// Removes the files that a crash left without a record (bodies.h).
#pragma once

#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace account::s3 {

// Meant for a thread of its own beside the running server: it holds the store for short moments only. Files
// made or linked after `start` are let alone.
base::Status sweep(store::Store& store, const std::string& objects_dir, base::Time start,
                   std::stop_token stop);

}  // namespace account::s3
