package dev.freshet.checker.attack;

/** A kind of load that needs no token. */
public enum Attack {
  HOLD_CONNECTIONS("connections that send nothing, or a request whose body never comes") {
    @Override
    public Ongoing begin(Target target) {
      return HeldConnections.silent(target);
    }
  },
  DRIP_REQUESTS("requests whose headers arrive byte by byte") {
    @Override
    public Ongoing begin(Target target) {
      return HeldConnections.dripping(target);
    }
  },
  ENDLESS_BODIES("bodies without an end, for every method and of every content type") {
    @Override
    public Ongoing begin(Target target) {
      return new EndlessBodies(target);
    }
  },
  FLOOD_HEADERS("requests with megabytes of headers") {
    @Override
    public Ongoing begin(Target target) {
      return new HeaderFlood(target);
    }
  },
  COLLIDE_SEARCHES("searches for terms that all have one hash") {
    @Override
    public Ongoing begin(Target target) {
      return Requests.repeated(target.apis(), Searches.colliding());
    }
  },
  SCAN_PAGES("listings, searches and products that nobody has asked for before") {
    @Override
    public Ongoing begin(Target target) {
      return Requests.repeated(target.apis(), Searches.random());
    }
  },
  ODD_ROWS("reads of rows whose attributes are numbers of 131,000 digits, or nested deeply") {
    @Override
    public Ongoing begin(Target target) {
      return OddRows.insert(target);
    }
  },
  WAIT_FENCES("10,000 requests that wait for fences that never pass") {
    @Override
    public Ongoing begin(Target target) {
      return HeldConnections.waiting(target);
    }
  };

  private final String meaning;

  Attack(String meaning) {
    this.meaning = meaning;
  }

  /** One line for the user. */
  public String meaning() {
    return meaning;
  }

  /** Begins it; it goes on until it is ended. */
  public abstract Ongoing begin(Target target);

  /** An attack that goes on by itself. */
  public interface Ongoing extends AutoCloseable {

    /** Ends it, and takes away what it has left. */
    @Override
    void close();
  }
}
