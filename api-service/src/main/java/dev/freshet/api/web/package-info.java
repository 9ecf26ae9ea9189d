/** What all endpoints share: problems, the write token, the limit of a body. */
@NullMarked
package dev.freshet.api.web;

import org.jspecify.annotations.NullMarked;
