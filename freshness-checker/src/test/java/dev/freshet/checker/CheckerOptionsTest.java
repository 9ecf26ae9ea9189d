package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.checker.attack.Attack;
import dev.freshet.checker.faults.Fault;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.local.stack.Application;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class CheckerOptionsTest {

  @Test
  void hasDefaults() {
    CheckerOptions options = CheckerOptions.of();
    assertThat(options.subject()).isEqualTo(Application.CATALOG);
    assertThat(options.duration()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.round()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.writers()).isEqualTo(4);
    assertThat(options.readers()).isEqualTo(6);
    assertThat(options.invalidators()).isEqualTo(1);
    assertThat(options.faults()).isEqualTo(Fault.all(RedisLayout.SINGLE, Application.CATALOG));
    assertThat(options.help()).isFalse();
  }

  @Test
  void printsTheOptionsThatRepeatIt() {
    CheckerOptions options =
        CheckerOptions.of("--seed", "7", "--duration=2h", "--faults=kill-api,cut-link");
    assertThat(CheckerOptions.of(options.toString().split(" "))).isEqualTo(options);
    assertThat(options.faults()).isEqualTo(Set.of(Fault.KILL_API, Fault.CUT_LINK));
  }

  @Test
  void leavesFaultsOut() {
    int all = Fault.all(RedisLayout.SINGLE, Application.CATALOG).size();
    assertThat(CheckerOptions.of("--faults", "-kill-api,-stop-api").faults())
        .hasSize(all - 2)
        .doesNotContain(Fault.KILL_API, Fault.STOP_API);
    assertThat(CheckerOptions.of("--faults", "-hang-link").faults()).hasSize(all - 1);
    assertThat(CheckerOptions.of("--faults", "none").faults()).isEmpty();
    assertThat(CheckerOptions.of("--faults", "-processes,-links").faults())
        .isEqualTo(CheckerOptions.of("--faults", "attacks").faults())
        .hasSize(Attack.values().length);
  }

  @Test
  void takesTheFaultsThatTheServersCanHave() {
    CheckerOptions options = CheckerOptions.of("--redis", "sentinel", "--faults", "processes");
    assertThat(options.redis()).isEqualTo(RedisLayout.SENTINEL);
    assertThat(options.faults())
        .contains(Fault.SPLIT_REDIS, Fault.KILL_REDIS)
        .doesNotContain(Fault.DEMOTE_REDIS);
    assertThat(CheckerOptions.of("--faults", "processes").faults())
        .contains(Fault.DEMOTE_REDIS)
        .doesNotContain(Fault.SPLIT_REDIS);
    assertThat(CheckerOptions.of(options.toString().split(" "))).isEqualTo(options);
  }

  @Test
  void takesTheFaultsThatTheSubjectCanHave() {
    CheckerOptions options = CheckerOptions.of("--subject", "shop");
    assertThat(options.subject()).isEqualTo(Application.SHOP);
    assertThat(options.faults())
        .contains(Fault.KILL_API, Fault.CUT_LINK, Fault.DROP_SLOT)
        .doesNotContain(Fault.SCAN_PAGES, Fault.HOLD_CONNECTIONS);
    assertThat(CheckerOptions.of(options.toString().split(" "))).isEqualTo(options);
  }

  @Test
  void saysWhatIsWrong() {
    refuses("Unknown option: '--speed=1'", "--speed=1");
    refuses(
        "Invalid value for option '--duration': '5' is no duration such as 90s, 20m or 2h",
        "--duration",
        "5");
    refuses(
        "Invalid value for option '--round': '0s' is no duration such as 90s, 20m or 2h",
        "--round",
        "0s");
    refuses(
        "Invalid value for option '--readers': '0' is no number from 1 to 100", "--readers", "0");
    refuses(
        "Invalid value for option '--redis': expected one of [SINGLE, SENTINEL]"
            + " (case-insensitive) but was 'none'",
        "--redis",
        "none");
    refuses("there is no fault 'earthquake'", "--faults", "earthquake");
    refuses(
        "'split-redis' cannot happen with this --subject and --redis", "--faults", "split-redis");
    refuses("Missing required parameter for option '--seed' (PARAM)", "--seed");
  }

  private static void refuses(String message, String... arguments) {
    assertThatThrownBy(() -> CheckerOptions.of(arguments))
        .isInstanceOf(ParameterException.class)
        .hasMessage(message);
  }
}
