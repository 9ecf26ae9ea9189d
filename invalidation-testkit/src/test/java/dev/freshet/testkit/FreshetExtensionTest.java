package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.commons.support.AnnotationSupport;

class FreshetExtensionTest {

  @Test
  void testsThatShareTheServersNeverRunAtTheSameTime() {
    assertThat(AnnotationSupport.findRepeatableAnnotations(FreshetIT.class, ResourceLock.class))
        .extracting(ResourceLock::value)
        .containsExactly(FreshetExtension.SERVERS);
  }

  @Test
  void saysWhenTheServersStart() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new FreshetExtension().jdbcUrl())
        .withMessage("the servers start when the test class begins, before @BeforeAll");
  }
}
