package dev.freshet.api.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Problems (RFC 9457) where no controller is involved. */
final class Problems {

  /** The status code says all that the type could. */
  static final URI TYPE = URI.create("about:blank");

  private Problems() {}

  /**
   * Answers with a problem.
   *
   * @param detail plain text without characters that JSON escapes
   */
  static void write(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] body =
        """
        {"type":"%s","title":"%s","status":%d,"detail":"%s"}"""
            .formatted(TYPE, status.getReasonPhrase(), status.value(), detail)
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
