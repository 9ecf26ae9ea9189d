package dev.freshet.checker.faults;

import dev.freshet.checker.attack.Attack;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.local.stack.Application;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the nemesis does. */
public enum Fault {
  KILL_API(Lane.PROCESSES, "SIGKILL, start again"),
  STOP_API(Lane.PROCESSES, "SIGSTOP, SIGCONT, mostly within 0.15 to 1.5 s"),
  RESTART_API(Lane.PROCESSES, "SIGTERM, start again"),
  KILL_INVALIDATOR(Lane.PROCESSES, "SIGKILL, start again"),
  STOP_INVALIDATOR(Lane.PROCESSES, "SIGSTOP, SIGCONT"),
  RESTART_INVALIDATOR(Lane.PROCESSES, "SIGTERM, start again"),
  KILL_REDIS(Lane.PROCESSES, "SIGKILL, start again empty"),
  STOP_REDIS(Lane.PROCESSES, "SIGSTOP, SIGCONT"),
  FLUSH_REDIS(Lane.PROCESSES, "FLUSHALL"),
  RESTORE_REDIS(Lane.PROCESSES, "SIGKILL, start again with a snapshot that is seconds old"),
  FILL_REDIS(Lane.PROCESSES, "maxmemory below what is used, with one policy or another"),
  DEMOTE_REDIS(Lane.PROCESSES, "a replica that has no master, and takes no writes"),
  ISOLATE_REDIS(Lane.PROCESSES, "takes no writes without replicas, of which there are none"),
  OCCUPY_REDIS(Lane.PROCESSES, "a script that ends when it is killed"),
  SPLIT_REDIS(
      Lane.PROCESSES, "Sentinel cannot ask the master, which goes on beside a promoted replica"),
  KILL_POSTGRES(Lane.PROCESSES, "a crash, start again"),
  STOP_POSTGRES(Lane.PROCESSES, "SIGSTOP to all its processes, SIGCONT"),
  RESTART_POSTGRES(Lane.PROCESSES, "stop in order, start again"),
  DROP_SLOT(Lane.PROCESSES, "drop the replication slot, also while it is streamed from"),
  DELAY_LINK(Lane.LINKS, "10 to 500 ms in both directions between one service and one server"),
  HANG_LINK(Lane.LINKS, "nothing passes between one service and one server"),
  CUT_LINK(Lane.LINKS, "cut the connections between them, and refuse new ones"),
  HOLD_CONNECTIONS(Attack.HOLD_CONNECTIONS),
  DRIP_REQUESTS(Attack.DRIP_REQUESTS),
  ENDLESS_BODIES(Attack.ENDLESS_BODIES),
  FLOOD_HEADERS(Attack.FLOOD_HEADERS),
  COLLIDE_SEARCHES(Attack.COLLIDE_SEARCHES),
  SCAN_PAGES(Attack.SCAN_PAGES),
  ODD_ROWS(Attack.ODD_ROWS),
  WAIT_FENCES(Attack.WAIT_FENCES);

  /** Faults of different lanes happen at the same time. */
  public enum Lane {
    PROCESSES,
    LINKS,
    ATTACKS;

    /** Stands for all of its faults. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Lane lane;
  private final String meaning;
  private final Optional<Attack> attack;

  Fault(Lane lane, String meaning) {
    this.lane = lane;
    this.meaning = meaning;
    this.attack = Optional.empty();
  }

  Fault(Attack attack) {
    this.lane = Lane.ATTACKS;
    this.meaning = attack.meaning();
    this.attack = Optional.of(attack);
  }

  /** What clients do, if the fault is theirs. */
  Optional<Attack> attack() {
    return attack;
  }

  Lane lane() {
    return lane;
  }

  /** One line for the user. */
  public String meaning() {
    return meaning;
  }

  /** The fault with this label, or all of the lane with this label; empty if there is none. */
  public static Set<Fault> labelled(String label) {
    return Stream.of(values())
        .filter(fault -> fault.label().equals(label) || fault.lane().label().equals(label))
        .collect(Collectors.toSet());
  }

  /** Those that can happen to these servers and this application. */
  public static Set<Fault> all(RedisLayout layout, Application application) {
    Set<Fault> all =
        layout == RedisLayout.SINGLE
            ? EnumSet.complementOf(EnumSet.of(SPLIT_REDIS))
            // These Sentinel undoes by itself.
            : EnumSet.complementOf(EnumSet.of(DEMOTE_REDIS, OCCUPY_REDIS));
    if (application != Application.CATALOG) {
      // Attackers ask for the catalog's pages, and its server is made to withstand them.
      all.removeIf(fault -> fault.lane == Lane.ATTACKS);
    }
    return all;
  }

  /** Such as {@code kill-api}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
