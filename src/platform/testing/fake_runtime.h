// For tests: a runtime whose services and cron jobs are those of a FakeWorld, and run as soon as they are there.
#pragma once

#include <memory>

#include "runtime/runtime.h"

namespace platform {

class FakeWorld;

// `world` outlives it.
std::unique_ptr<runtime::Runtime> make_fake_runtime(FakeWorld& world);

}  // namespace platform
