// What two lives have in common, of which one was like the other but for the ids that were made up: what differs cannot
// be known beforehand.
//
//   ...:oidc-provider/oidc.eks.eu-west-3.amazonaws.com/id/8F..., .../id/1C...   ->  .../id/*
//   ...:role/slipway/slipway-z1a2b3c4d-production-web, ...-z99887766-...        ->  ...-*-production-web
//
// Words (letters and digits) are compared as a whole: that two ids begin alike says nothing.
#pragma once

#include <string>
#include <string_view>

namespace rehearsal {

std::string pattern_of(std::string_view one, std::string_view other);

// Whether it stands for more than one text.
bool is_open(std::string_view pattern);

// Whether every text that `narrow` matches is matched by `wide`, both of them patterns of this file.
bool covers(std::string_view wide, std::string_view narrow);

}  // namespace rehearsal
