package io.lacuna.bench.torture;

import io.lacuna.bench.torture.fault.FaultKind;
import io.lacuna.bench.torture.fault.Hold;
import io.lacuna.bench.torture.fault.Schedule.Other;
import io.lacuna.bench.torture.feed.Feed;
import io.lacuna.bench.torture.process.AppInstance;
import java.util.Optional;
import java.util.Set;

/** Makes the faults of the second lane, and undoes them. Used by one thread. */
final class Faults {
  private static final int POISON = 200;

  /** As far as the routes are known ahead: beyond a third of the lead observations wait. */
  private static final long STEP_MS = TortureSettings.LEAD.toMillis() / 3;

  private final Bed bed;
  private final Service service;
  private final Feed feed;
  private final Swaps swaps;

  Faults(Bed bed, Service service, Feed feed, Swaps swaps) {
    this.bed = bed;
    this.service = service;
    this.feed = feed;
    this.swaps = swaps;
  }

  /** Why a fault cannot be made here. */
  Optional<String> impossible(FaultKind kind) {
    return switch (kind) {
      case DISK_FULL -> service.noDisks().map(why -> "cannot mount: " + why);
      case BROKER_KILL, BROKER_STOP ->
          bed.brokers.size() == 1 ? Optional.of("there is one broker") : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Returns when it is undone. */
  void make(Other fault) {
    switch (fault.kind()) {
      case APP_STOP -> stopInstance(service.get(fault.target()), fault.holdMs());
      case BROKER_KILL -> killBroker(fault.target() % bed.brokers.size(), fault.holdMs());
      case BROKER_STOP -> stopBroker(fault.target() % bed.brokers.size(), fault.holdMs());
      case REGISTRY_DOWN -> {
        bed.registryDown();
        Hold.forMs(fault.holdMs());
        bed.registryUp();
      }
      case DISK_FULL -> {
        service.diskOf(fault.target()).fill();
        Hold.forMs(fault.holdMs());
        service.diskOf(fault.target()).free();
      }
      case SLOW_MODEL ->
          Hold.thread(service.get(fault.target()).suspendPort(), "lacuna-batcher", fault.holdMs());
      case POISON -> feed.poison(POISON);
      case CLOCK_STEP -> {
        feed.clockAhead(STEP_MS);
        Hold.forMs(fault.holdMs());
        feed.clockAhead(0);
      }
      case REBALANCE -> {
        AppInstance extra = service.add();
        Hold.forMs(2L * fault.holdMs());
        service.remove(extra);
      }
      case ADAPTER_SWAP -> swaps.next();
      case APP_KILL -> throw new IllegalArgumentException("this fault has a lane of its own");
    }
  }

  private static void stopInstance(AppInstance instance, long ms) {
    instance.freeze();
    // longer than its session half of the time
    Hold.forMs(2 * ms);
    instance.thaw();
  }

  private void killBroker(int broker, long ms) {
    bed.brokers.kill(broker);
    Hold.forMs(ms);
    bed.brokers.start(broker);
  }

  private void stopBroker(int broker, long ms) {
    bed.brokers.freeze(broker);
    Hold.forMs(ms);
    bed.brokers.thaw(broker);
  }

  /** The faults of the set that cannot be made here, with the reason. */
  java.util.Map<String, String> skipped(Set<FaultKind> wanted) {
    java.util.Map<String, String> skipped = new java.util.TreeMap<>();
    for (FaultKind kind : wanted) {
      impossible(kind).ifPresent(why -> skipped.put(kind.word(), why));
    }
    return skipped;
  }
}
