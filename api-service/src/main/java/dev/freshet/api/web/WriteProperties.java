package dev.freshet.api.web;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Who may write.
 *
 * @param token the bearer token that every write must carry; there is no default
 */
@Validated
@ConfigurationProperties("freshet.write")
record WriteProperties(
    @NotBlank(message = "set FRESHET_WRITE_TOKEN to the bearer token that writes must carry")
        @Nullable String token) {

  String requiredToken() {
    if (token == null) {
      throw new IllegalStateException("validated to be there");
    }
    return token;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "WriteProperties[]";
  }
}
