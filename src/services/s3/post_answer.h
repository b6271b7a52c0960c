// How an upload from a form is answered: as the form asks, so that the browser goes on to another page, or a
// script learns what was made.
//
// Source: S3 API Reference, "POST Object", fields success_action_redirect and success_action_status.
#pragma once

#include <string>

#include "aws/route/s3_place.h"
#include "net/http.h"
#include "services/s3/form.h"

namespace account::s3 {

// Turns the answer of PutObject into that of the form: 303, 201 with a document, 200, or 204.
void answer_form(const net::Request& request, const aws::S3Place& place, const Form& form,
                 const std::string& key, net::Response& response);

}  // namespace account::s3
