/** What all endpoints share: answers, problems, the write token, the limit of a body. */
@NullMarked
package dev.freshet.api.web;

import org.jspecify.annotations.NullMarked;
