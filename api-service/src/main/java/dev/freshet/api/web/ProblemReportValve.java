package dev.freshet.api.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Errors that Tomcat finds before any servlet, such as a malformed request line, as problems.
 * Tomcat creates it by its name.
 */
public final class ProblemReportValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status == null || !status.isError() || response.getContentWritten() > 0) {
      return;
    }
    if (!response.setErrorReported()) {
      return;
    }
    try {
      Problems.write(response.getResponse(), status, "The request could not be understood.");
      response.finishResponse();
    } catch (IOException e) {
      // The client has gone.
    }
  }
}
