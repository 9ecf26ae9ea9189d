package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAnswersTest {

  /** As Redis 6.2 and 7 word them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOAUTH Authentication required.",
        "WRONGPASS invalid username-password pair or user is disabled.",
        "NOPERM this user has no permissions to run the 'xread' command or its subcommand",
        "ERR unknown command `XREAD`, with args beginning with: `BLOCK`, `100`, ",
        "ERR Error running script (call to f_ab): @user_script:1: "
            + "-NOPERM this user has no permissions to run the 'info' command or its subcommand",
        "ERR Error running script (call to f_ab): @user_script:1: @user_script: 1: "
            + "The user executing the script can't run this command or subcommand",
        "ERR ACL failure in script: User near has no permissions to run the 'info' command script: "
            + "ab, on @user_script:1.",
      })
  void whoMayNotIsRefused(String answer) {
    assertThat(RedisAnswers.isRefusal(said(answer))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "READONLY You can't write against a read only replica.",
        "LOADING Redis is loading the dataset in memory",
        "NOPERMISSION",
      })
  void whatMayPassIsNoRefusal(String answer) {
    assertThat(RedisAnswers.isRefusal(said(answer))).isFalse();
  }

  @Test
  void whatAScriptWasAnsweredIsToldAsTheServerWordsIt() {
    assertThat(
            said(
                "ERR Error running script (call to f_ab): @user_script:1: "
                    + "-READONLY You can't write against a read only replica."))
        .isEqualTo("READONLY You can't write against a read only replica.");
  }

  private static String said(String answer) {
    return RedisAnswers.message(new RedisCommandExecutionException(answer));
  }
}
