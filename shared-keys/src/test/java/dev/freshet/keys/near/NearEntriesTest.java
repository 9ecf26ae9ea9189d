package dev.freshet.keys.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NearEntriesTest {

  private static final Kind PRODUCT = new Kind("product");

  @Test
  void deletionsAreReadAsTheyAreWritten() {
    NearDeletion some = new NearDeletion("run", 7, Set.of(1L, -1L, Long.MIN_VALUE));
    NearDeletion everything = new NearDeletion("run", 8, Set.of());

    assertThat(NearDeletion.of(some.fields())).contains(some);
    assertThat(NearDeletion.of(everything.fields())).contains(everything);
    assertThat(everything.isEverything()).isTrue();
    assertThat(some.isEverything()).isFalse();
  }

  @Test
  void messagesAreReadAsTheyAreWritten() {
    NearMessage message = new NearMessage("session", "run", NearMessage.LEAVING, 3);

    assertThat(NearMessage.of(message.fields())).contains(message);
  }

  @Test
  void whatIsNoEntryIsNotRead() {
    NearDeletion deletion = new NearDeletion("run", 7, Set.of(1L));
    NearMessage message = new NearMessage("session", "run", 1, 3);

    assertThat(NearDeletion.of(with(deletion.fields(), "keys", "00"))).isEmpty();
    assertThat(NearDeletion.of(with(deletion.fields(), "keys", ""))).isEmpty();
    assertThat(NearDeletion.of(with(deletion.fields(), "keys", "000000000000000g"))).isEmpty();
    assertThat(NearDeletion.of(with(deletion.fields(), "number", "x"))).isEmpty();
    assertThat(NearDeletion.of(Map.of())).isEmpty();
    assertThat(NearMessage.of(with(message.fields(), "renewal", ""))).isEmpty();
    assertThat(NearMessage.of(Map.of())).isEmpty();
  }

  /** Processes of different versions must agree on it. */
  @Test
  void hashesDoNotChange() {
    assertThat(NearDeletion.hash(new CacheKey(PRODUCT, ""))).isEqualTo(0xcbf29ce484222325L);
    assertThat(NearDeletion.hash(new CacheKey(PRODUCT, "a"))).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(NearDeletion.hash(new CacheKey(PRODUCT, "foobar"))).isEqualTo(0x85944171f73967e8L);
  }

  @Test
  void keysShareTheSlotOfTheWatermark() {
    Namespace namespace = new Namespace("shop");

    assertThat(namespace.nearDeletions()).startsWith("{" + namespace.watermark() + "}");
    assertThat(namespace.nearMembers()).startsWith("{" + namespace.watermark() + "}");
    assertThat(namespace.nearGrants()).startsWith("{" + namespace.watermark() + "}");
  }

  private static Map<String, String> with(Map<String, String> fields, String field, String value) {
    Map<String, String> changed = new HashMap<>(fields);
    changed.put(field, value);
    return changed;
  }
}
