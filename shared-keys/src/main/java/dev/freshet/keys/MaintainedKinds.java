package dev.freshet.keys;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of values whose keys the invalidator deletes, as it says in a field of the {@link
 * Watermark}'s hash. A reader must not use the cache for another kind, or for keys that are written
 * otherwise: nobody would delete them.
 */
public record MaintainedKinds(Map<Kind, Maintained> kinds) {

  /** The field of the watermark's hash. */
  public static final String FIELD = "kinds";

  private static final String LINE = "\n";
  private static final String PART = "\t";
  private static final int FIXED_PARTS = 3;
  private static final String PAGES = "pages:";

  public MaintainedKinds {
    kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
  }

  /**
   * How a kind is maintained.
   *
   * @param rules stands for the rules: another text if they are others
   * @param isPages whether the keys must be registered, as {@link PageRegistration} has it
   * @param ttl the longest that a value may live
   * @param templates how its keys are written, as {@link KeyTemplate} has it
   */
  public record Maintained(String rules, boolean isPages, Duration ttl, List<String> templates) {

    public Maintained {
      templates = List.copyOf(templates);
    }
  }

  /** Whether the keys of this kind are deleted, if they are written so. */
  public boolean covers(Kind kind, KeyTemplate template) {
    @Nullable Maintained maintained = kinds.get(kind);
    return maintained != null && maintained.templates().contains(template.toString());
  }

  /** Whether the keys of this kind are deleted only if they are registered. */
  public boolean isPages(Kind kind) {
    @Nullable Maintained maintained = kinds.get(kind);
    return maintained != null && maintained.isPages();
  }

  /**
   * The field's text: for each kind a line of its name, its rules (with {@code pages:} in front, if
   * its keys must be registered), its longest life in seconds, and its templates, separated by
   * tabs.
   */
  public String text() {
    List<String> lines = new ArrayList<>();
    kinds.forEach(
        (kind, maintained) -> {
          List<String> parts = new ArrayList<>();
          parts.add(kind.name());
          parts.add((maintained.isPages() ? PAGES : "") + maintained.rules());
          parts.add(Long.toString(maintained.ttl().toSeconds()));
          parts.addAll(maintained.templates());
          lines.add(String.join(PART, parts));
        });
    return String.join(LINE, lines);
  }

  /** What a field's text says; empty if it is none. */
  public static Optional<MaintainedKinds> of(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Map<Kind, Maintained> kinds = new TreeMap<>();
    try {
      for (String line : text.isEmpty() ? new String[0] : text.split(LINE, -1)) {
        List<String> parts = List.of(line.split(PART, -1));
        if (parts.size() <= FIXED_PARTS) {
          return Optional.empty();
        }
        parts.subList(FIXED_PARTS, parts.size()).forEach(KeyTemplate::new);
        String rules = parts.get(1);
        boolean isPages = rules.startsWith(PAGES);
        kinds.put(
            new Kind(parts.get(0)),
            new Maintained(
                isPages ? rules.substring(PAGES.length()) : rules,
                isPages,
                Duration.ofSeconds(Long.parseLong(parts.get(2))),
                parts.subList(FIXED_PARTS, parts.size())));
      }
      return Optional.of(new MaintainedKinds(kinds));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
