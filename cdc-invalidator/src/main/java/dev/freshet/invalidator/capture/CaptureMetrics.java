package dev.freshet.invalidator.capture;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** How the capture is, for Prometheus. */
final class CaptureMetrics implements MeterBinder {

  private final CaptureStatus status;

  CaptureMetrics(CaptureStatus status) {
    this.status = status;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("cdc.slot.retained.bytes", status, CaptureStatus::retainedBytes)
        .description("Write-ahead log that the replication slot keeps the server from removing")
        .register(registry);
    Gauge.builder("cdc.applied.lsn", status, CaptureStatus::appliedLsn)
        .description("Position in the write-ahead log up to which everything is applied")
        .register(registry);
    FunctionCounter.builder("cdc.batches.failed", status, CaptureStatus::failedBatches)
        .description("Tries to apply changes that have failed, and were made again")
        .register(registry);
    for (CaptureState state : CaptureState.values()) {
      Gauge.builder("cdc.engine.state", status, now -> now.state() == state ? 1 : 0)
          .description("1 for the present state")
          .tag("state", state.tag())
          .register(registry);
    }
  }
}
