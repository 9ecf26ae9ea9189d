package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SetupTest {

  @Test
  void theSameTextsAreTheSameSetup() {
    assertThat(Setup.of(SetupTest.class, "", "")).isEqualTo(Setup.CATALOG);
    assertThat(Setup.of(SetupTest.class, "/shop/rules.yml", "/shop/schema.sql"))
        .isEqualTo(Setup.of(FreshetRulesIT.class, "/shop/rules.yml", "/shop/schema.sql"))
        .isNotEqualTo(Setup.of(SetupTest.class, "/shop/rules.yml", ""));
  }

  @Test
  void namesAResourceThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setup.of(SetupTest.class, "none.yml", ""))
        .withMessage(
            "no rules none.yml on the class path, as seen from dev.freshet.testkit.SetupTest");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setup.of(SetupTest.class, "", "/none.sql"))
        .withMessage(
            "no schema /none.sql on the class path, as seen from dev.freshet.testkit.SetupTest");
  }

  @Test
  void namesAllThatIsWrongWithTheRulesAndWhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setup.of(SetupTest.class, "/shop/wrong-rules.yml", ""))
        .withMessageStartingWith("/shop/wrong-rules.yml has no rules that can be followed:")
        .withMessageContaining("/shop/wrong-rules.yml:1: this program reads version 1")
        .withMessageContaining("/shop/wrong-rules.yml:6: ");
  }
}
