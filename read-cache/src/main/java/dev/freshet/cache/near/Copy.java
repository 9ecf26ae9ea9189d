package dev.freshet.cache.near;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value as Redis has returned it, and the right to read it without asking again. Where the right
 * is over, it still tells what bytes mean that Redis returns again.
 */
final class Copy {

  /** What it takes beside its bytes, by a rough count of its objects. */
  private static final int ENTRY_BYTES = 512;

  private final String key;
  private final Object question;
  private final byte[] bytes;
  private final @Nullable Decoded<?> decoded;
  private final int decodedBytes;
  private final @Nullable NearSession session;
  private final long end;

  private Copy(
      String key,
      Object question,
      byte[] bytes,
      @Nullable Decoded<?> decoded,
      int decodedBytes,
      @Nullable NearSession session,
      long end) {
    this.key = key;
    this.question = question;
    this.bytes = bytes;
    this.decoded = decoded;
    this.decodedBytes = decodedBytes;
    this.session = session;
    this.end = end;
  }

  /**
   * One that nobody may read without asking Redis.
   *
   * @param question that it answers: two of them may be made to have one key
   * @param decoded what the bytes mean to all who ask this; null: each reader decodes them
   * @param decodedBytes that it takes
   */
  static Copy remembered(
      CacheKey key, Object question, byte[] bytes, @Nullable Decoded<?> decoded, int decodedBytes) {
    return new Copy(key.name(), question, bytes, decoded, decodedBytes, null, 0);
  }

  /** The same, which may be read in this session, until this time. */
  Copy readableIn(NearSession owner, long until) {
    return new Copy(key, question, bytes, decoded, decodedBytes, owner, until);
  }

  boolean answers(CacheKey asked, Object other) {
    return key.equals(asked.name()) && question.equals(other);
  }

  boolean isReadableIn(NearSession asking, long now) {
    return session == asking && now - end < 0;
  }

  boolean hasBytes(byte[] others) {
    return Arrays.equals(bytes, others);
  }

  byte[] bytes() {
    return bytes;
  }

  /** What the bytes mean; null: each reader decodes them. */
  @Nullable Decoded<?> decoded() {
    return decoded;
  }

  int weight() {
    return ENTRY_BYTES + key.length() + bytes.length + decodedBytes;
  }
}
