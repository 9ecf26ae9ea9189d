package dev.freshet.invalidator.fence;

import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.keys.FenceToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

@RestController
class FenceController {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final String RETRY_AFTER_SECONDS = "1";

  private final FenceWaits waits;

  FenceController(FenceWaits waits) {
    this.waits = waits;
  }

  /**
   * Whether everything before a fence is applied; no thread waits.
   *
   * @param wait how long to wait for that, such as {@code 2s} or {@code 500ms}; at most 30 s
   */
  @GetMapping("/fence/{token}")
  DeferredResult<Answer> get(
      @PathVariable String token, @RequestParam(defaultValue = "0s") String wait) {
    FenceToken fence =
        FenceToken.parse(token)
            .orElseThrow(
                () -> new BadRequestException("token must be 1 to 64 of A-Z a-z 0-9 _ and -"));
    CompletableFuture<Boolean> applied = waits.await(fence, duration(wait));
    DeferredResult<Answer> answer = new DeferredResult<>();
    CompletableFuture<Boolean> unused =
        applied.whenComplete(
            (is, failure) -> {
              if (failure == null) {
                answer.setResult(new Answer(token, is));
              } else {
                answer.setErrorResult(failure);
              }
            });
    // The client may have gone before.
    answer.onCompletion(() -> applied.cancel(false));
    return answer;
  }

  private static Duration duration(String wait) {
    try {
      Duration duration = DurationStyle.SIMPLE.parse(wait);
      if (!duration.isNegative() && duration.compareTo(LONGEST_WAIT) <= 0) {
        return duration;
      }
    } catch (IllegalArgumentException e) {
      // The message below fits this case too.
    }
    throw new BadRequestException("wait must be from 0s to 30s, such as 2s or 500ms");
  }

  @ExceptionHandler
  ProblemDetail badRequest(BadRequestException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail unavailable(CacheException e) {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.SERVICE_UNAVAILABLE, "Redis does not answer, so it is not known");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooMany(TooManyWaitsException e) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .body(
            ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "%d wait already; try again, or look for the fence in Redis"
                    .formatted(FenceWaits.MOST)));
  }

  /**
   * @param applied false: not yet, or unknown because it is too long ago
   */
  record Answer(String token, boolean applied) {}

  private static final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
