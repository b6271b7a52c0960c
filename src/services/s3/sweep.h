// The files of S3 as a whole (bodies.h): what a crash left without a record, and what goes with an account's records.
#pragma once

#include <stop_token>
#include <string>

#include "account/call/bodies.h"
#include "account/record/state.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace account::s3 {

// Removes files without a record. Meant for a thread of its own beside the running server: it holds the store
// for short moments only. Files made or linked after `start` are let alone.
base::Status sweep(store::Store& store, const std::string& objects_dir, base::Time start,
                   std::stop_token stop);

// The files of all objects and parts of an account, whose records the caller is about to erase.
void give_up_bodies(const State& account, Bodies& bodies);

}  // namespace account::s3
