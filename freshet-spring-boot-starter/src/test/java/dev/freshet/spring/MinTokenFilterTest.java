package dev.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.FenceToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class MinTokenFilterTest {

  private final CurrentFreshness freshness = new CurrentFreshness();
  private final MinTokenFilter filter = new MinTokenFilter(freshness);
  private final List<Freshness> seen = new ArrayList<>();
  private final FilterChain chain = (request, response) -> seen.add(freshness.get());

  @Test
  void theRequestSeesItsToken() throws Exception {
    FenceToken token = FenceToken.random();
    assertThat(status(token.text())).isEqualTo(200);
    assertThat(status()).isEqualTo(200);
    assertThat(seen).containsExactly(new Freshness(token), Freshness.AS_CACHED);
    assertThat(freshness.get()).isEqualTo(Freshness.AS_CACHED);
  }

  @Test
  void whatIsNoTokenIsRefused() throws Exception {
    assertThat(status("")).isEqualTo(400);
    assertThat(status("a b")).isEqualTo(400);
    assertThat(status("a", "b")).isEqualTo(400);
    assertThat(seen).isEmpty();
  }

  @Test
  void aRequestThatFailsLeavesNothing() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader(MinTokenFilter.MIN_TOKEN, FenceToken.random().text());
    assertThatThrownBy(
            () ->
                filter.doFilter(
                    request,
                    new MockHttpServletResponse(),
                    (given, response) -> {
                      throw new ServletException("on purpose");
                    }))
        .isInstanceOf(ServletException.class);
    assertThat(freshness.get()).isEqualTo(Freshness.AS_CACHED);
  }

  private int status(String... tokens) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest();
    for (String token : tokens) {
      request.addHeader(MinTokenFilter.MIN_TOKEN, token);
    }
    MockHttpServletResponse response = new MockHttpServletResponse();
    filter.doFilter(request, response, chain);
    return response.getStatus();
  }
}
