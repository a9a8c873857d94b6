package io.lacuna.app.cli;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.ingest.FolderLook;
import io.lacuna.app.ingest.IngestService;
import io.lacuna.wire.RegistryAvro;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = "Takes samples over HTTP and from a folder into Kafka, without a model.",
    footer = {
      "",
      "Example: ./lacuna ingest --config lacuna.properties --port 8090",
      "Example: ./lacuna ingest --config lacuna.properties --folder in --once"
    })
final class IngestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions configOptions;

  @Option(names = "--port", description = "HTTP port, 0 for a free one; as ingest.port.")
  private Integer port;

  @Option(names = "--folder", description = "Folder to send the files of; as ingest.folder.")
  private Path folder;

  @Option(names = "--once", description = "Send what lies in the folder, then stop.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    AppConfig config = config();
    if (config.ingest().folder() == null && (once || config.ingest().port() == null)) {
      throw new ConfigException(
          once
              ? "--once needs --folder or ingest.folder"
              : "nothing to take samples from; say --port, --folder or both");
    }
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (RegistryAvro registry = RegistryAvro.connect(config.registry())) {
      return once ? sendFolder(config, registry, meters) : serve(config, registry, meters);
    }
  }

  private AppConfig config() throws Exception {
    Map<String, String> last = new HashMap<>();
    if (port != null) {
      last.put("ingest.port", port.toString());
    }
    if (folder != null) {
      last.put("ingest.folder", folder.toString());
    }
    return configOptions.load(Map.of(), last);
  }

  private int sendFolder(AppConfig config, RegistryAvro registry, PrometheusMeterRegistry meters)
      throws Exception {
    FolderLook look =
        Brokers.ask(
            config, connection -> IngestService.sendFolder(config, connection, registry, meters));
    spec.commandLine()
        .getOut()
        .printf("%d sent, %d refused, %d left%n", look.done(), look.refused(), look.waiting());
    return look.refused() + look.waiting() == 0 ? 0 : Main.FAILED;
  }

  private static int serve(AppConfig config, RegistryAvro registry, PrometheusMeterRegistry meters)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (IngestService doors =
        IngestService.open(config, ClientSettings.connection(config), registry, meters)) {
      doors.doors().forEach(door -> System.err.println("-- " + door));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    doors.close();
                    stopped.countDown();
                  }));
      stopped.await();
    }
    return 0;
  }
}
