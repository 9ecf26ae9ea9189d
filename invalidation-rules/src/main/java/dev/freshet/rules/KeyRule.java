package dev.freshet.rules;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * A change of a row makes the keys of this kind wrong to which this leads.
 *
 * @param line where it is written, or what it was derived from
 * @param tag not the keys that are written with what this leads to are wrong, but those that
 *     readers have registered under this tag, written with it
 */
public record KeyRule(Kind kind, Source source, int line, Optional<KeyTemplate> tag) {

  KeyRule(Kind kind, Source source, int line) {
    this(kind, source, line, Optional.empty());
  }

  /** The same for what a rest of its way leads to. */
  KeyRule by(Source rest) {
    return new KeyRule(kind, rest, line, tag);
  }

  /** The same, with what the database knows. */
  KeyRule with(TableName table, Map<TableName, TableFacts> facts) {
    return by(source.with(table, facts));
  }

  /** Whether this leads to the same keys. */
  boolean isLike(KeyRule other) {
    return kind.equals(other.kind) && tag.equals(other.tag) && source.equals(other.source);
  }

  /** What makes it another rule, for the kind. */
  Object fingerprint() {
    return tag.<Object>map(template -> "tag " + template + " " + source).orElse(source);
  }

  @Override
  public String toString() {
    return tag.map(template -> "pages tagged " + template + (isOwn(template) ? "" : ": " + source))
        .orElse(kind + ": " + source);
  }

  /** Whether the tag itself says which columns of the row it is written with. */
  private boolean isOwn(KeyTemplate template) {
    return !source.looksUp() && source.columns().equals(template.placeholders());
  }
}
