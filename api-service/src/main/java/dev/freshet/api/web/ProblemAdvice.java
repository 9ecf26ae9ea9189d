package dev.freshet.api.web;

import dev.freshet.catalog.listings.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Every error as a problem (RFC 9457) with the members that the contract lists and no others; the
 * detail names the field. Never a stack trace.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private static final String RETRY_AFTER_SECONDS = "1";

  @ExceptionHandler
  ProblemDetail invalid(InvalidParameterException e) {
    return problem(HttpStatus.BAD_REQUEST, e.getMessage());
  }

  /** Tomcat's own, when a parameter of the query string is not UTF-8. */
  @ExceptionHandler
  ProblemDetail undecodable(org.apache.tomcat.util.http.InvalidParameterException e) {
    return problem(
        HttpStatus.BAD_REQUEST, "The query string must be percent-encoded UTF-8 throughout.");
  }

  @ExceptionHandler
  ProblemDetail conflict(ConflictException e) {
    return problem(HttpStatus.CONFLICT, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail notFound(NotFoundException e) {
    return problem(HttpStatus.NOT_FOUND, e.getMessage());
  }

  /** Where only its code tells whether trying again helps. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> database(DataAccessException e) {
    return RetryableSqlStates.isCauseOf(e)
        ? databaseUnavailable(e)
        : ResponseEntity.internalServerError().body(unexpected(e));
  }

  /** The pool is exhausted, or the database is down, restarting, or gave up the transaction. */
  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    RecoverableDataAccessException.class,
    TransactionException.class
  })
  ResponseEntity<ProblemDetail> databaseUnavailable(Exception e) {
    log.warn("The database does not answer: {}", e.getMessage());
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .body(
            problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The database cannot answer at the moment. Try again shortly."));
  }

  @ExceptionHandler
  ProblemDetail unexpected(Exception e) {
    log.error("Unexpected failure", e);
    return problem(HttpStatus.INTERNAL_SERVER_ERROR, "The request could not be carried out.");
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (BodyTooLargeException.isCauseOf(e)) {
      return handleExceptionInternal(
          e,
          problem(HttpStatus.CONTENT_TOO_LARGE, BodyTooLargeException.MESSAGE),
          headers,
          HttpStatus.CONTENT_TOO_LARGE,
          request);
    }
    return handleExceptionInternal(
        e,
        problem(HttpStatus.BAD_REQUEST, "The body must be one well-formed JSON document."),
        headers,
        status,
        request);
  }

  /**
   * Spring leaves out a type of about:blank, which the contract requires; and it warns of each
   * client that goes, or takes no more, before it has its answer.
   */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (request instanceof ServletWebRequest servlet
        && servlet.getResponse() != null
        && servlet.getResponse().isCommitted()) {
      log.debug("The answer has begun, and cannot be ended", e);
      return null;
    }
    ResponseEntity<Object> response =
        super.handleExceptionInternal(e, body, headers, status, request);
    if (response != null && response.getBody() instanceof ProblemDetail problem) {
      problem.setType(Problems.TYPE);
    }
    return response;
  }

  private static ProblemDetail problem(HttpStatus status, @Nullable String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(status.getReasonPhrase());
    problem.setType(Problems.TYPE);
    return problem;
  }
}
