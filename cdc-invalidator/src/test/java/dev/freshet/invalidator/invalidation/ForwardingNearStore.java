package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.near.NearStore;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Another store, of which broken variants alter something. */
class ForwardingNearStore implements NearStore {

  private final NearStore store;

  ForwardingNearStore(NearStore store) {
    this.store = store;
  }

  @Override
  public boolean publish(NearDeletion entry) throws InterruptedException {
    return store.publish(entry);
  }

  @Override
  public boolean grant(String run, Map<String, Long> renewals, Collection<String> gone)
      throws InterruptedException {
    return store.grant(run, renewals, gone);
  }

  @Override
  public boolean takeOver(String nodes) throws InterruptedException {
    return store.takeOver(nodes);
  }

  @Override
  public void forgetGrants(String run) throws InterruptedException {
    store.forgetGrants(run);
  }

  @Override
  public List<NearMessage> receive() throws InterruptedException {
    return store.receive();
  }
}
