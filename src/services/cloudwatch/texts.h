// How texts about alarms are written.
#pragma once

#include <string>

#include "base/clock.h"

namespace account::cloudwatch {

// 2026-11-21T08:30:00.000+0000
std::string long_time(base::Time time);
// No more than so many bytes of it, and no half of a character.
std::string cut(std::string text, size_t most);

}  // namespace account::cloudwatch
