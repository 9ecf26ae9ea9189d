package dev.freshet.api.web;

import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.listings.InvalidParameterException;
import dev.freshet.keys.FenceToken;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** What a request says that its answer must see. */
final class FreshnessResolver implements HandlerMethodArgumentResolver {

  static final String MIN_TOKEN = "Freshet-Min-Token";

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Freshness.class;
  }

  /**
   * @throws InvalidParameterException naming the header, if it is there and is not one token
   */
  @Override
  public Freshness resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binderFactory) {
    String[] values = request.getHeaderValues(MIN_TOKEN);
    if (values == null || values.length == 0) {
      return Freshness.AS_CACHED;
    }
    return FenceToken.parse(String.join(",", values))
        .map(Freshness::new)
        .orElseThrow(
            () ->
                new InvalidParameterException(
                    MIN_TOKEN,
                    "one token, as Freshet-Token has it: at most 64 of A-Z a-z 0-9 _ -"));
  }
}
