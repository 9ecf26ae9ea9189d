package dev.freshet.spring;

import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.FenceToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets all reads of a request's thread see what its header {@value #MIN_TOKEN} names: the token of
 * a fence. A header that is no token is answered with 400.
 */
public final class MinTokenFilter extends OncePerRequestFilter {

  public static final String MIN_TOKEN = "Freshet-Min-Token";

  private final CurrentFreshness freshness;

  public MinTokenFilter(CurrentFreshness freshness) {
    this.freshness = freshness;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    List<String> values = Collections.list(request.getHeaders(MIN_TOKEN));
    if (values.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Optional<FenceToken> token = FenceToken.parse(String.join(",", values));
    if (token.isEmpty()) {
      response.sendError(
          HttpServletResponse.SC_BAD_REQUEST,
          MIN_TOKEN + " must be one token: at most 64 of A-Z a-z 0-9 _ -");
      return;
    }
    try (CurrentFreshness.Scope scope = freshness.raised(new Freshness(token.get()))) {
      chain.doFilter(request, response);
    }
  }
}
