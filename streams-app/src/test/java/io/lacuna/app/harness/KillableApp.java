package io.lacuna.app.harness;

import io.lacuna.app.LacunaApp;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The application as a process of its own, so that a test can kill it. Arguments: speed of the
 * time-lapse, then key=value pairs.
 */
public final class KillableApp {
  private KillableApp() {}

  public static void main(String[] args) throws InterruptedException {
    double speed = Double.parseDouble(args[0]);
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      values.put(pair[0], pair[1]);
    }
    AppConfig config = ConfigLoader.load(values, Map.of(), Map.of());
    config =
        config.withPipelines(config.pipelines().stream().map(p -> p.compressed(speed)).toList());
    RegistryAvro registry = RegistryAvro.connect(config.registry());
    LacunaApp app =
        new LacunaApp(config, p -> new SizeModel(), registry, new SimpleMeterRegistry());
    app.start();
    new CountDownLatch(1).await();
  }
}
